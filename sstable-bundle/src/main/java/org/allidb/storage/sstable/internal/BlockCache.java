package org.allidb.storage.sstable.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;

/**
 * The blocks of all tables that are on the heap. A table keeps its blocks in slots by their number, so that a hit is one
 * array read and takes no lock; the cache decides by second chance (CLOCK) which slots are emptied. Thread-safe.
 */
final class BlockCache {

    private static final int HEAP_SHARE = 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Cached> clock = new ArrayDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder misses = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private long evictions;
    private volatile long capacity;

    BlockCache(long capacity) {
        setCapacity(capacity);
    }

    /** Changes the size at once; a third of the heap is the most. */
    void setCapacity(long capacityBytes) {
        capacity = Math.min(capacityBytes, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        lock.lock();
        try {
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** The block in a slot, or null. */
    @org.jspecify.annotations.Nullable
    DataBlock get(AtomicReferenceArray<DataBlock> slots, int slot) {
        DataBlock block = slots.get(slot);
        if (block == null) {
            misses.increment();
            return null;
        }
        hits.increment();
        return block.use();
    }

    /**
     * Takes a block in that was loaded.
     *
     * @param mayEvict whether others may have to go for it; if not, it is taken in only while there is room
     */
    void put(AtomicReferenceArray<DataBlock> slots, int slot, DataBlock block, boolean mayEvict) {
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

    /** Drops all blocks of a table. */
    void drop(AtomicReferenceArray<DataBlock> slots) {
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

    CacheStatistics statistics(int openTables, int mappedTables) {
        return new BlockCacheStatistics(
                hits.sum(), misses.sum(), evictions, bytes.get(), capacity, openTables, mappedTables);
    }

    private void evict() {
        while (bytes.get() > capacity && !clock.isEmpty()) {
            Cached candidate = clock.removeFirst();
            if (candidate.block.takeUse()) {
                clock.addLast(candidate);
            } else {
                candidate.slots.set(candidate.slot, null);
                bytes.addAndGet(-candidate.block.heapBytes());
                evictions++;
            }
        }
    }

    /** A block and where it is. */
    private record Cached(AtomicReferenceArray<DataBlock> slots, int slot, DataBlock block) {}
}
