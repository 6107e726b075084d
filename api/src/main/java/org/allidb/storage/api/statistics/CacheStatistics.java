package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of a block cache.
 *
 * @param hits lookups answered by the cache
 * @param misses lookups that had to load
 * @param evictions blocks dropped for room
 * @param bytes bytes held
 * @param capacityBytes bytes that may be held
 * @param openTables readers open
 * @param mappedTables readers that hold a mapping
 */
@ProviderType
public record CacheStatistics(
        long hits, long misses, long evictions, long bytes, long capacityBytes, int openTables, int mappedTables) {}
