package org.allidb.storage.sstable.internal.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.allidb.storage.sstable.internal.format.common.CachedBlock;
import org.jspecify.annotations.Nullable;

/**
 * A cache of blocks on the heap, for all tables of a format. A table keeps its blocks in slots by their number, so that a hit
 * is one array read and takes no lock. The cache empties slots by second chance (CLOCK). Thread-safe.
 */
public final class BlockCache {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Cached> clock = new ArrayDeque<>();

    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder misses = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongSupplier taken;
    private volatile long capacity;

    /**
     * Creates a cache.
     *
     * @param capacity its size in bytes
     * @param taken returns how many bytes of it something else takes; {@link #trim} makes room for that
     */
    public BlockCache(long capacity, LongSupplier taken) {
        this.capacity = capacity;
        this.taken = taken;
    }

    /** Changes the size in bytes at once. */
    public void setCapacity(long capacityBytes) {
        capacity = capacityBytes;
        trim();
    }

    /** Evicts what does not fit any more. */
    public void trim() {
        lock.lock();
        try {
            evict();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the block in a slot, or null if the slot is empty. */
    public <B extends CachedBlock> @Nullable B get(AtomicReferenceArray<B> slots, int slot) {
        B block = slots.get(slot);
        if (block == null) {
            misses.increment();
            return null;
        }
        hits.increment();
        block.use();
        return block;
    }

    /**
     * Keeps a block that was loaded.
     *
     * @param mayEvict whether other blocks may be evicted for it; if not, it is kept only while there is room
     */
    public <B extends CachedBlock> void put(AtomicReferenceArray<B> slots, int slot, B block, boolean mayEvict) {
        if (block.heapBytes() > capacity / 4
                || !mayEvict && bytes.get() + block.heapBytes() > room()
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
    public void drop(AtomicReferenceArray<? extends CachedBlock> slots) {
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

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    long evictions() {
        return evictions.sum();
    }

    long bytes() {
        return bytes.get();
    }

    long capacity() {
        return capacity;
    }

    private long room() {
        return capacity - taken.getAsLong();
    }

    /** Empties slots until the blocks fit. The caller holds the lock. */
    @GuardedBy("lock")
    private void evict() {
        assert lock.isHeldByCurrentThread();
        while (bytes.get() > room() && !clock.isEmpty()) {
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
    private record Cached(AtomicReferenceArray<? extends CachedBlock> slots, int slot, CachedBlock block) {}
}
