package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** What an acknowledged write has survived. */
@ProviderType
public enum Durability {
    /** It is on stable storage: it survives a power cut. */
    SYNC,
    /**
     * It is in the operating system's hands: it survives the end of the process. A power cut may take what was written in the last
     * {@code wal.sync_interval_ms} and while one sync of the log took; as a whole from some write on, never one out of the
     * middle. Writers that are faster than the device wait before that is more than four segments of the log.
     */
    BUFFERED
}
