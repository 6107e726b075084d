package org.allidb.storage.sstable.internal.cache;

import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.statistics.CacheStatistics;

/**
 * The caches of all tables of a format, which share one budget of the heap. Rows of tables that are read by position take half
 * of it at most, and only when such rows come. Blocks and pages of point indexes have the rest. Thread-safe.
 */
public final class TableCaches {

    private static final int HEAP_SHARE = 3;

    private final BlockCache blocks;
    private final RowCache rows;
    private final AtomicLong pointBytes = new AtomicLong();
    private final AtomicLong capacity = new AtomicLong();

    /** Creates empty caches of a size in bytes; a third of the heap is the most. */
    public TableCaches(long capacityBytes) {
        long bounded = bounded(capacityBytes);
        capacity.set(bounded);
        this.rows = new RowCache(bounded / 2);
        this.blocks = new BlockCache(bounded, rows::bytes);
        rows.onGrowth(blocks::trim);
    }

    /** Changes the size in bytes at once; a third of the heap is the most. Rows are forgotten if it changes. */
    public void setCapacity(long capacityBytes) {
        long bounded = bounded(capacityBytes);
        if (capacity.getAndSet(bounded) != bounded) {
            rows.setCapacity(bounded / 2);
            blocks.setCapacity(bounded);
        }
    }

    /** Returns the cache of blocks. */
    public BlockCache blocks() {
        return blocks;
    }

    /** Returns the cache of rows. */
    public RowCache rows() {
        return rows;
    }

    /** Returns the figures of both, with the number of open and of mapped tables. */
    public CacheStatistics statistics(int openTables, int mappedTables) {
        BlockCacheStatistics.Lookups lookups =
                new BlockCacheStatistics.Lookups(blocks.hits() + rows.hits(), blocks.misses() + rows.misses());
        return new BlockCacheStatistics(
                lookups,
                blocks.evictions() + rows.evictions(),
                blocks.bytes() + rows.bytes(),
                blocks.capacity(),
                openTables,
                mappedTables);
    }

    /** Counts the bytes of a point index of a table that was opened; negative for one that was closed. */
    public void addPoints(long bytes) {
        pointBytes.addAndGet(bytes);
    }

    /** Returns whether the point indexes of all open tables fit into the half that rows leave. */
    public boolean holdsPoints() {
        return pointBytes.get() <= capacity.get() / 2;
    }

    private static long bounded(long capacityBytes) {
        return Math.min(capacityBytes, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }
}
