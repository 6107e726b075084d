package org.allidb.storage.sstable.internal.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * A part of the cache of rows: chunks of bytes that are filled one after the other, and a table of references to the rows in
 * them. When all chunks are full, the oldest one is filled again. Rows in it that were used since they came
 * stay for another round (second chance); the others are evicted. Thread-safe.
 *
 * <pre>
 *   row        hash u64 | table u40, used u1, length u23 as one u64 | its bytes | unused bytes up to a multiple of 8
 *   reference  7 bits of the hash | chunk and place in it, in units of 8 bytes, plus 1: 25 bits; 0 for none
 * </pre>
 */
final class RowCachePart {

    private static final int CHUNK = 64 << 10;
    private static final int UNIT = 8;
    private static final int HEAD = 2 * Long.BYTES;
    private static final int WAYS = 8;
    /** There is a reference for so many bytes at least: shorter rows do not all find one. */
    private static final int USUAL_ROW = 128;
    /** The most bytes of memory that a chunk takes with its references, whose number is rounded up to a power of two. */
    static final long CHUNK_WITH_REFERENCES = CHUNK + 2L * Integer.BYTES * CHUNK / USUAL_ROW;

    private static final int PLACE_BITS = 25;
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int MOST_CHUNKS = (1 << PLACE_BITS) / (CHUNK / UNIT) - 1;
    private static final int LENGTH_BITS = 23;
    private static final long USED = 1L << LENGTH_BITS;
    /** Rows that stay fill a chunk at most so far, so that each round makes room. */
    private static final int MOST_STAYING = CHUNK / 4 * 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongAdder evictions;
    private final int maxChunks;

    @GuardedBy("lock")
    private final List<byte[]> chunks = new ArrayList<>();

    /** Where the rows of each chunk end. */
    @GuardedBy("lock")
    private final int[] ends;

    /** In sets of ways; none until the first row comes. */
    @GuardedBy("lock")
    private int[] references = {};

    /** The chunk that is being filled; -1 for none. */
    @GuardedBy("lock")
    private int current = -1;

    /** How far the current chunk is filled. */
    @GuardedBy("lock")
    private int filled;

    /** Changed under the lock, read without it. */
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Creates an empty part.
     *
     * @param capacity the most bytes of memory that it takes
     * @param evictions counts the rows that are evicted
     */
    RowCachePart(long capacity, LongAdder evictions) {
        this.evictions = evictions;
        this.maxChunks = (int) Math.min(MOST_CHUNKS, capacity / CHUNK_WITH_REFERENCES);
        this.ends = new int[maxChunks];
    }

    /** Returns the bytes of memory that the part takes. */
    long bytes() {
        return bytes.get();
    }

    /** Copies a row; returns false if it is not there. */
    boolean get(long table, long hash, byte[] target) {
        lock.lock();
        try {
            int way = find(table, hash);
            if (way < 0) {
                return false;
            }
            byte[] chunk = chunks.get(chunk(references[way]));
            int at = at(references[way]);
            long description = LittleEndian.getLong(chunk, at + Long.BYTES);
            if ((description & USED) == 0) {
                LittleEndian.putLong(chunk, at + Long.BYTES, description | USED);
            }
            System.arraycopy(chunk, at + HEAD, target, 0, length(description));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a copy of a row; returns whether that took memory. */
    boolean put(long table, long hash, byte[] row, int length) {
        lock.lock();
        try {
            if (maxChunks == 0) {
                return false;
            }
            long before = bytes.get();
            while (current < 0 || filled + size(length) > CHUNK) {
                enterNextChunk();
            }
            int way = find(table, hash);
            byte[] chunk = chunks.get(current);
            LittleEndian.putLong(chunk, filled, hash);
            LittleEndian.putLong(chunk, filled + Long.BYTES, table << LENGTH_BITS + 1 | length);
            System.arraycopy(row, 0, chunk, filled + HEAD, length);
            references[way >= 0 ? way : freeWay(hash)] = reference(hash, current, filled);
            filled += size(length);
            ends[current] = filled;
            return bytes.get() > before;
        } finally {
            lock.unlock();
        }
    }

    /** Erases the rows of tables that are closed. The lock is held for one chunk at a time. */
    void drop(Set<Long> tables) {
        int number = 0;
        while (drop(tables, number)) {
            number++;
        }
    }

    /** Erases the rows of tables in a chunk; returns false if there is no such chunk. */
    private boolean drop(Set<Long> tables, int number) {
        lock.lock();
        try {
            if (number >= chunks.size()) {
                return false;
            }
            byte[] chunk = chunks.get(number);
            int size;
            for (int at = 0; at < ends[number]; at += size) {
                long hash = LittleEndian.getLong(chunk, at);
                long description = LittleEndian.getLong(chunk, at + Long.BYTES);
                size = size(length(description));
                if (tables.contains(table(description))) {
                    int way = wayOf(hash, reference(hash, number, at));
                    if (way >= 0) {
                        references[way] = 0;
                    }
                    Arrays.fill(chunk, at + HEAD, at + size, (byte) 0);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns where the reference to a row is; -1 if there is none. */
    @GuardedBy("lock")
    private int find(long table, long hash) {
        if (references.length == 0) {
            return -1;
        }
        int set = set(hash);
        for (int way = set; way < set + WAYS; way++) {
            int reference = references[way];
            if (reference != 0 && (reference & ~PLACE) == tag(hash)) {
                byte[] chunk = chunks.get(chunk(reference));
                int at = at(reference);
                if (LittleEndian.getLong(chunk, at) == hash
                        && table(LittleEndian.getLong(chunk, at + Long.BYTES)) == table) {
                    return way;
                }
            }
        }
        return -1;
    }

    /** Returns a way for a row that is not there: a free one, or one whose row is evicted. */
    @GuardedBy("lock")
    private int freeWay(long hash) {
        int set = set(hash);
        for (int way = set; way < set + WAYS; way++) {
            if (references[way] == 0) {
                return way;
            }
        }
        evictions.increment();
        return set + (int) (hash >>> 8 & WAYS - 1);
    }

    /** Begins with a new chunk, or with the oldest one, from which rows that were not used are evicted. */
    @GuardedBy("lock")
    private void enterNextChunk() {
        current = current + 1 == maxChunks ? 0 : current + 1;
        filled = 0;
        if (current < chunks.size()) {
            keepUsed();
        } else {
            if (references.length == 0) {
                int sets = Math.max(1, maxChunks * (CHUNK / USUAL_ROW) / WAYS);
                references = new int[2 * Integer.highestOneBit(sets) * WAYS];
                bytes.addAndGet((long) references.length * Integer.BYTES);
            }
            chunks.add(new byte[CHUNK]);
            bytes.addAndGet(CHUNK);
        }
        ends[current] = filled;
    }

    /** Moves the rows of the current chunk that were used to its start, and evicts the others. */
    @GuardedBy("lock")
    private void keepUsed() {
        byte[] chunk = chunks.get(current);
        int end = ends[current];
        int size;
        for (int at = 0; at < end; at += size) {
            long hash = LittleEndian.getLong(chunk, at);
            long description = LittleEndian.getLong(chunk, at + Long.BYTES);
            size = size(length(description));
            int way = wayOf(hash, reference(hash, current, at));
            if (way < 0) {
                // it was replaced, or evicted before
                continue;
            }
            if ((description & USED) != 0 && filled + size <= MOST_STAYING) {
                System.arraycopy(chunk, at, chunk, filled, size);
                LittleEndian.putLong(chunk, filled + Long.BYTES, description & ~USED);
                references[way] = reference(hash, current, filled);
                filled += size;
            } else {
                references[way] = 0;
                evictions.increment();
            }
        }
        // of rows that moved and of those that are gone: nothing knows of their tables any more
        Arrays.fill(chunk, filled, end, (byte) 0);
    }

    @GuardedBy("lock")
    private int wayOf(long hash, int reference) {
        int set = set(hash);
        for (int way = set; way < set + WAYS; way++) {
            if (references[way] == reference) {
                return way;
            }
        }
        return -1;
    }

    @GuardedBy("lock")
    private int set(long hash) {
        return ((int) (hash >>> 32) & references.length / WAYS - 1) * WAYS;
    }

    private static int tag(long hash) {
        return (int) (hash >>> 16) << PLACE_BITS;
    }

    private static int reference(long hash, int chunk, int at) {
        return tag(hash) | chunk * (CHUNK / UNIT) + at / UNIT + 1;
    }

    private static int chunk(int reference) {
        return ((reference & PLACE) - 1) / (CHUNK / UNIT);
    }

    private static int at(int reference) {
        return ((reference & PLACE) - 1) % (CHUNK / UNIT) * UNIT;
    }

    private static long table(long description) {
        return description >>> LENGTH_BITS + 1;
    }

    private static int length(long description) {
        return (int) (description & USED - 1);
    }

    /** Returns the bytes that a row takes in a chunk. */
    private static int size(int length) {
        return HEAD + (length + UNIT - 1) / UNIT * UNIT;
    }
}
