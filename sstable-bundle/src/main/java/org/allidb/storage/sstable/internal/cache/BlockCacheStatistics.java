package org.allidb.storage.sstable.internal.cache;

import org.allidb.storage.api.statistics.CacheStatistics;

/** Counts of a block cache and of the tables that read through it, at one moment. */
record BlockCacheStatistics(
        long hits, long misses, long evictions, long bytes, long capacityBytes, int openTables, int mappedTables)
        implements CacheStatistics {}
