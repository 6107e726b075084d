package org.allidb.storage.spi.memtable;

import org.osgi.annotation.versioning.ConsumerType;

/** Figures of a memtable. */
@ConsumerType
public interface MemtableStatistics {

    /** {@return versions of rows, tombstones included} */
    long entries();

    /** {@return range tombstones} */
    long rangeTombstones();

    /** {@return bytes of keys} */
    long keyBytes();

    /** {@return bytes of values} */
    long valueBytes();

    /** {@return least sequence, 0 if empty} */
    long minSequence();

    /** {@return greatest sequence, 0 if empty} */
    long maxSequence();

    /** {@return least timestamp, 0 if empty} */
    long minTimestamp();

    /**
     * Returns whether nothing was applied.
     *
     * @return whether there are neither entries nor range tombstones
     */
    default boolean isEmpty() {
        return entries() == 0 && rangeTombstones() == 0;
    }
}
