package org.allidb.storage.spi.entry;

/** The direction of a cursor. */
public enum ScanDirection {
    /** Ascending keys. */
    FORWARD,
    /** Descending keys. */
    REVERSE
}
