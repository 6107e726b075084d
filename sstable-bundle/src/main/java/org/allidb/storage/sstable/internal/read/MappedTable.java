package org.allidb.storage.sstable.internal.read;

/**
 * What reads of a table in its mapping need.
 *
 * @param bytes the file
 * @param metadata the table's metadata
 * @param blocks which blocks are known to be intact
 * @param pools buffers that reads borrow
 * @param loaded its blocks on the heap, which are read after the device has failed
 * @param largeValues the values that are not in blocks
 */
record MappedTable(
        TableBytes bytes,
        TableMetadata metadata,
        MappedBlocks blocks,
        ReadPools pools,
        TableBlocks loaded,
        LargeValues largeValues) {}
