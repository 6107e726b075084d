package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/** The direction of a cursor. */
@ProviderType
public enum ScanDirection {
    /** Ascending keys. */
    FORWARD,
    /** Descending keys. */
    REVERSE
}
