package org.allidb.storage.sstable.internal.read;

/**
 * What reads of a table of version 2 in its mapping need.
 *
 * @param bytes the file
 * @param metadata the table's metadata
 * @param pages which pages are known to be intact
 * @param points the point index
 * @param pools buffers that reads borrow
 * @param largeValues the values that are not in pages
 */
record PagedTable(
        TableBytes bytes,
        TableMetadata metadata,
        CheckedPages pages,
        PointIndex points,
        ReadPools pools,
        LargeValues largeValues) {}
