package org.allidb.storage.sstable.internal.cache;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A cache of single rows of tables that are read by position, as they are stored. A hot row takes its own bytes here, where the block
 * cache and the page cache of the operating system keep a whole page for it. Tables never change, so a row stays right for
 * as long as it is here. The rows of a closed table are erased, so that a closed tenant leaves nothing in memory. Parts with a lock
 * each share the rows by the hashes of their keys. Thread-safe.
 */
public final class RowCache {

    /** The bytes of the longest row that is kept. */
    public static final int MOST_ROW_BYTES = 1024;

    private static final int MOST_PARTS = 16;
    /** Chunks of a part, if there is more than one part. */
    private static final int LEAST_CHUNKS = 4;

    private final AtomicLong tables = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile Runnable grown = () -> {};
    /** Tables that are closed, whose rows are still to be erased. */
    private final Set<Long> closed = ConcurrentHashMap.newKeySet();
    /** Held by the thread that erases them. */
    private final ReentrantLock erasing = new ReentrantLock();
    /** As many as a power of two. */
    private volatile RowCachePart[] parts;

    /**
     * Creates an empty cache, which takes memory when rows come.
     *
     * @param capacity its size in bytes
     */
    public RowCache(long capacity) {
        this.parts = parts(capacity);
    }

    /** Runs something after the cache has taken memory, from now on. */
    void onGrowth(Runnable makeRoom) {
        grown = makeRoom;
    }

    /** Empties the cache, which takes so many bytes at most from now on. */
    public void setCapacity(long capacity) {
        parts = parts(capacity);
    }

    /** Returns a number by which a table is known here; no other table gets it. */
    public long newTable() {
        return tables.incrementAndGet();
    }

    /**
     * Copies a row.
     *
     * @param table its table
     * @param hash of its key; the caller compares the key
     * @param target has room for {@link #MOST_ROW_BYTES}
     * @return whether there is one
     */
    public boolean get(long table, long hash, byte[] target) {
        boolean hit = part(hash).get(table, hash, target);
        (hit ? hits : misses).increment();
        return hit;
    }

    /**
     * Keeps a copy of a row, unless it is too long.
     *
     * @param table its table
     * @param hash of its key
     * @param row holds it from index 0 on
     * @param length its bytes
     */
    public void put(long table, long hash, byte[] row, long length) {
        if (length <= MOST_ROW_BYTES && part(hash).put(table, hash, row, (int) length)) {
            grown.run();
        }
    }

    /** Erases the rows of a table that was closed. Of threads that close tables at the same time, one erases the rows of all. */
    public void drop(long table) {
        closed.add(table);
        while (!closed.isEmpty() && erasing.tryLock()) {
            try {
                Set<Long> tables = Set.copyOf(closed);
                for (RowCachePart part : parts) {
                    part.drop(tables);
                }
                closed.removeAll(tables);
            } finally {
                erasing.unlock();
            }
        }
    }

    /** Returns the bytes of memory that the cache takes. */
    public long bytes() {
        return Arrays.stream(parts).mapToLong(RowCachePart::bytes).sum();
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

    private RowCachePart part(long hash) {
        RowCachePart[] some = parts;
        return some[(int) hash & some.length - 1];
    }

    private RowCachePart[] parts(long capacity) {
        long most = Math.clamp(capacity / (LEAST_CHUNKS * RowCachePart.CHUNK_WITH_REFERENCES), 1, MOST_PARTS);
        RowCachePart[] some = new RowCachePart[(int) Long.highestOneBit(most)];
        Arrays.setAll(some, i -> new RowCachePart(capacity / some.length, evictions));
        return some;
    }
}
