package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** What an acknowledged write has survived. */
@ProviderType
public enum Durability {
    /** It is on stable storage: it survives a power cut. */
    SYNC,
    /**
     * It is in the operating system's hands: it survives the end of the process. A power cut may take the last
     * {@code wal.sync_interval_ms}, as a whole from some write on, never one out of the middle.
     */
    BUFFERED
}
