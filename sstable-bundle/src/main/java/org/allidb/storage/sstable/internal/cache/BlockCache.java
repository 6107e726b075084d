package org.allidb.storage.sstable.internal.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.jspecify.annotations.Nullable;

/**
 * A cache of blocks on the heap, for all tables of a format. A table keeps its blocks in slots by their number, so that a hit
 * is one array read and takes no lock. The cache empties slots by second chance (CLOCK). Thread-safe.
 */
public final class BlockCache {

    private static final int HEAP_SHARE = 3;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Cached> clock = new ArrayDeque<>();

    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder misses = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile long capacity;

    /** Creates a cache of a size in bytes; a third of the heap is the most. */
    public BlockCache(long capacity) {
        this.capacity = bounded(capacity);
    }

    /** Changes the size in bytes at once; a third of the heap is the most. */
    public void setCapacity(long capacityBytes) {
        capacity = bounded(capacityBytes);
        lock.lock();
        try {
            evict();
        } finally {
            lock.unlock();
        }
    }

    private static long bounded(long capacityBytes) {
        return Math.min(capacityBytes, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** Returns the block in a slot, or null if the slot is empty. */
    public @Nullable EntryBlock get(AtomicReferenceArray<EntryBlock> slots, int slot) {
        EntryBlock block = slots.get(slot);
        if (block == null) {
            misses.increment();
            return null;
        }
        hits.increment();
        return block.use();
    }

    /**
     * Keeps a block that was loaded.
     *
     * @param mayEvict whether other blocks may be evicted for it; if not, it is kept only while there is room
     */
    public void put(AtomicReferenceArray<EntryBlock> slots, int slot, EntryBlock block, boolean mayEvict) {
        if (block.heapBytes() > capacity / 4
                || !mayEvict && bytes.get() + block.heapBytes() > capacity
                || !slots.compareAndSet(slot, null, block)) {
            return;
        }
        lock.lock();
        try {
            clock.addLast(new Cached(slots, slot, block));
            bytes.addAndGet(block.heapBytes());
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Removes all blocks of a table. */
    public void drop(AtomicReferenceArray<EntryBlock> slots) {
        lock.lock();
        try {
            for (int i = 0; i < slots.length(); i++) {
                slots.set(i, null);
            }
            clock.removeIf(cached -> {
                boolean mine = cached.slots == slots;
                if (mine) {
                    bytes.addAndGet(-cached.block.heapBytes());
                }
                return mine;
            });
        } finally {
            lock.unlock();
        }
    }

    /** Returns the figures of the cache, with the number of open and of mapped tables. */
    public CacheStatistics statistics(int openTables, int mappedTables) {
        BlockCacheStatistics.Lookups lookups = new BlockCacheStatistics.Lookups(hits.sum(), misses.sum());
        return new BlockCacheStatistics(lookups, evictions.sum(), bytes.get(), capacity, openTables, mappedTables);
    }

    /** Empties slots until the blocks fit. The caller holds the lock. */
    @GuardedBy("lock")
    private void evict() {
        assert lock.isHeldByCurrentThread();
        while (bytes.get() > capacity && !clock.isEmpty()) {
            Cached candidate = clock.removeFirst();
            if (candidate.block.takeUse()) {
                clock.addLast(candidate);
            } else {
                candidate.slots.set(candidate.slot, null);
                bytes.addAndGet(-candidate.block.heapBytes());
                evictions.increment();
            }
        }
    }

    /** A block and its slot. */
    private record Cached(AtomicReferenceArray<EntryBlock> slots, int slot, EntryBlock block) {}
}
