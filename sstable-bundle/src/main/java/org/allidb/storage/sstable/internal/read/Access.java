package org.allidb.storage.sstable.internal.read;

/** In which order a reader visits places of a file. */
public enum Access {
    /** One after the other: what comes next is worth reading ahead. */
    SEQUENTIAL,
    /** In no order: what lies behind is read in vain. */
    RANDOM
}
