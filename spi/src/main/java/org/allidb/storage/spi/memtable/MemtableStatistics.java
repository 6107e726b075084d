package org.allidb.storage.spi.memtable;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of a memtable.
 *
 * @param entries versions of rows, tombstones included
 * @param rangeTombstones range tombstones
 * @param keyBytes bytes of keys
 * @param valueBytes bytes of values
 * @param minSequence least sequence, 0 if empty
 * @param maxSequence greatest sequence, 0 if empty
 * @param minTimestamp least timestamp, 0 if empty
 */
@ProviderType
public record MemtableStatistics(
        long entries,
        long rangeTombstones,
        long keyBytes,
        long valueBytes,
        long minSequence,
        long maxSequence,
        long minTimestamp) {

    /**
     * Whether nothing was applied.
     *
     * @return whether there are neither entries nor range tombstones
     */
    public boolean isEmpty() {
        return entries == 0 && rangeTombstones == 0;
    }
}
