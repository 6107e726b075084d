package org.allidb.storage.sstable.internal.cache;

import org.allidb.storage.api.statistics.CacheStatistics;

/** Counts of a block cache and of the tables that read through it, at one moment. */
record BlockCacheStatistics(
        Lookups lookups, long evictions, long bytes, long capacityBytes, int openTables, int mappedTables)
        implements CacheStatistics {

    /** Numbers of lookups: answered by the cache or not. */
    record Lookups(long hits, long misses) {}

    @Override
    public long hits() {
        return lookups.hits;
    }

    @Override
    public long misses() {
        return lookups.misses;
    }
}
