package org.allidb.storage.memtable.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;

/**
 * An arena of entries in heap chunks, which grow with what is stored. An entry is written once, never moved and never
 * changed. Its reference is the number of its chunk (upper 12 bits) and its offset in units of 8 bytes (lower 20).
 * Little-endian:
 *
 * <pre>
 *   entry  sequence u64 | timestamp u64 | value length u32 | key length u29 and flags | expiry u64 if flag 2^30
 *          | key | value, or if flag 2^29 the u32 number of the array that holds it
 *          flag 2^31: a tombstone
 * </pre>
 *
 * Written by one thread. A reader that got a reference by an acquiring read sees the entry, and the tables of chunks that
 * lead to it.
 */
final class EntryArena {

    /** The reference to nothing. */
    static final int NONE = 0;

    /** The bytes of an array before its elements. */
    static final int ARRAY_HEADER = 16;

    private static final int OFFSET_BITS = 20;
    private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final int MAX_CHUNKS = 1 << Integer.SIZE - OFFSET_BITS;

    private static final int MIN_CHUNK = 4 << 10;
    private static final int MAX_CHUNK = maxChunk(Runtime.getRuntime().maxMemory());

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int TIMESTAMP = 8;
    private static final int VALUE_LENGTH = 16;
    private static final int KEY_LENGTH = 20;
    private static final int EXPIRY = 24;
    private static final int FIXED = 24;

    private static final int DELETE_FLAG = 1 << 31;
    private static final int EXPIRY_FLAG = 1 << 30;
    private static final int APART_FLAG = 1 << 29;
    private static final int LENGTH_MASK = APART_FLAG - 1;

    private byte[][] chunks = new byte[4][];
    private int chunkCount;
    private byte[][] apart = {};
    private int apartCount;

    private byte[] chunk = {};
    private int chunkNumber;
    private int position;
    private int apartThreshold = MIN_CHUNK / 4;
    private long bytes = ARRAY_HEADER + 4L * chunks.length;

    /**
     * Returns the size of the largest chunks: that of a region of G1. By default a region is the 2048th part of the heap,
     * rounded up to a power of two. An array of more than half a region gets regions of its own and is never copied. To copy a
     * full memtable of smaller arrays would stop all threads for hundreds of milliseconds.
     */
    static int maxChunk(long heap) {
        long region = Long.highestOneBit(Math.max(1, 2 * (heap / 2048) - 1));
        return (int) Math.clamp(region, 1 << 20, 8L << OFFSET_BITS);
    }

    /** Returns the memory of all arrays, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Copies an entry into the arena; returns its reference. */
    int append(byte[] source, EntryBatchReader entry) {
        int keyLength = entry.keyLength();
        int valueLength = entry.valueLength();
        if (keyLength > LENGTH_MASK) {
            throw new IllegalArgumentException("a key of " + keyLength + " bytes is too long for the memtable");
        }
        boolean isApart = valueLength > apartThreshold;
        int flags = (entry.type() == EntryType.DELETE ? DELETE_FLAG : 0)
                | (entry.expiresAt() != 0 ? EXPIRY_FLAG : 0)
                | (isApart ? APART_FLAG : 0);
        int keyStart = keyStart(0, flags);
        int needed = keyStart + keyLength + (isApart ? Integer.BYTES : valueLength);
        byte[] target = chunk;
        int number = chunkNumber;
        int at = position;
        if (needed > target.length - at) {
            at = makeRoom(needed);
            number = chunkCount - 1;
            target = chunks[number];
        }
        if (target == chunk) {
            position = (at + needed + 7) & -8;
        }
        LONG.set(target, at, entry.sequence());
        LONG.set(target, at + TIMESTAMP, entry.timestamp());
        INT.set(target, at + VALUE_LENGTH, valueLength);
        INT.set(target, at + KEY_LENGTH, keyLength | flags);
        if (entry.expiresAt() != 0) {
            LONG.set(target, at + EXPIRY, entry.expiresAt());
        }
        System.arraycopy(source, entry.keyOffset(), target, at + keyStart, keyLength);
        int valueStart = at + keyStart + keyLength;
        if (isApart) {
            INT.set(target, valueStart, keepApart(source, entry.valueOffset(), valueLength));
        } else {
            System.arraycopy(source, entry.valueOffset(), target, valueStart, valueLength);
        }
        return number << OFFSET_BITS | at >>> 3;
    }

    /** Returns the sequence of an entry. */
    long sequence(int reference) {
        return (long) LONG.get(chunkOf(reference), offsetOf(reference));
    }

    /**
     * Compares an entry with a position in the order of entries.
     *
     * @param shared length of a prefix that both keys are known to share
     * @return negative, zero or positive as the entry is before, at or after the position
     */
    int compare(int reference, int shared, EntryPosition position) {
        int byKey = compareKeys(reference, shared, position);
        if (byKey != 0) {
            return byKey;
        }
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int byTimestamp = Long.compare(position.timestamp(), (long) LONG.get(array, at + TIMESTAMP));
        return byTimestamp != 0 ? byTimestamp : Long.compare(position.sequence(), (long) LONG.get(array, at));
    }

    /** Compares the key of an entry with that of a position; both are known to share a prefix. */
    int compareKeys(int reference, int shared, EntryPosition position) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        return KeyOrder.compare(
                array,
                keyStart(at, header) + shared,
                (header & LENGTH_MASK) - shared,
                position.key(),
                position.offset() + shared,
                position.length() - shared);
    }

    /** Returns whether an entry has the key of a position; both are known to share a prefix. */
    boolean hasKey(int reference, int shared, EntryPosition position) {
        return hasKey(reference, shared, position.key(), position.offset(), position.length());
    }

    private boolean hasKey(int reference, int shared, byte[] key, int offset, int length) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        int keyLength = header & LENGTH_MASK;
        int start = keyStart(at, header);
        return keyLength == length
                && Arrays.equals(array, start + shared, start + keyLength, key, offset + shared, offset + length);
    }

    /** Returns whether two entries have the same key. */
    boolean haveSameKey(int a, int b) {
        byte[] array = chunkOf(b);
        int at = offsetOf(b);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        return hasKey(a, 0, array, keyStart(at, header), header & LENGTH_MASK);
    }

    /** Returns the eight bytes of an entry's key after those that it shares with others. */
    long prefix(int reference, int shared) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        return KeyOrder.prefix(array, keyStart(at, header) + shared, (header & LENGTH_MASK) - shared);
    }

    /** Returns how many bytes the keys of two entries share. */
    int commonPrefix(int a, int b) {
        byte[] array = chunkOf(b);
        int at = offsetOf(b);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        return commonPrefix(a, array, keyStart(at, header), header & LENGTH_MASK);
    }

    /** Returns how many bytes the key of an entry shares with another key. */
    int commonPrefix(int reference, byte[] key, int offset, int length) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        return KeyOrder.commonPrefix(array, keyStart(at, header), header & LENGTH_MASK, key, offset, length);
    }

    /** Returns the array that an entry's key is in. */
    byte[] keyArray(int reference) {
        return chunkOf(reference);
    }

    /** Returns where in its array an entry's key starts. */
    int keyOffset(int reference) {
        int at = offsetOf(reference);
        return keyStart(at, (int) INT.get(chunkOf(reference), at + KEY_LENGTH));
    }

    /** Returns the length of an entry's key. */
    int keyLength(int reference) {
        return (int) INT.get(chunkOf(reference), offsetOf(reference) + KEY_LENGTH) & LENGTH_MASK;
    }

    /** Returns a copy of the first bytes of an entry's key. */
    byte[] firstBytes(int reference, int length) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int start = keyStart(at, (int) INT.get(array, at + KEY_LENGTH));
        return Arrays.copyOfRange(array, start, start + length);
    }

    /** Offers an entry to a lookup. */
    void offer(int reference, Lookup lookup) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        int valueStart = keyStart(at, header) + (header & LENGTH_MASK);
        if (lookup.offer(
                type(header),
                (long) LONG.get(array, at + TIMESTAMP),
                (long) LONG.get(array, at),
                expiry(array, at, header))) {
            boolean isApart = (header & APART_FLAG) != 0;
            lookup.setValue(isApart ? apart[(int) INT.get(array, valueStart)] : array, isApart ? 0 : valueStart, (int)
                    INT.get(array, at + VALUE_LENGTH));
        }
    }

    /** Adds an entry to a run. */
    void addTo(EntryRun run, int reference) {
        byte[] array = chunkOf(reference);
        int at = offsetOf(reference);
        int header = (int) INT.get(array, at + KEY_LENGTH);
        int keyLength = header & LENGTH_MASK;
        int start = keyStart(at, header);
        int copy = run.reserveKey(keyLength);
        System.arraycopy(array, start, run.keys(), copy, keyLength);
        boolean isApart = (header & APART_FLAG) != 0;
        run.version(
                        type(header),
                        (long) LONG.get(array, at + TIMESTAMP),
                        (long) LONG.get(array, at),
                        expiry(array, at, header))
                .add(
                        isApart ? apart[(int) INT.get(array, start + keyLength)] : array,
                        isApart ? 0 : start + keyLength,
                        (int) INT.get(array, at + VALUE_LENGTH));
    }

    private byte[] chunkOf(int reference) {
        return chunks[reference >>> OFFSET_BITS];
    }

    private static int offsetOf(int reference) {
        return (reference & OFFSET_MASK) << 3;
    }

    private static int keyStart(int at, int header) {
        return at + FIXED + ((header & EXPIRY_FLAG) != 0 ? Long.BYTES : 0);
    }

    private static byte type(int header) {
        return (header & DELETE_FLAG) != 0 ? EntryType.DELETE : EntryType.PUT;
    }

    private static long expiry(byte[] array, int at, int header) {
        return (header & EXPIRY_FLAG) != 0 ? (long) LONG.get(array, at + EXPIRY) : 0;
    }

    /** Adds a chunk; returns where in it the entry goes. An entry larger than a chunk gets one of its own. */
    private int makeRoom(int needed) {
        // half of the memory so far: it grows by half each time, and little of it is slack
        int size = Math.clamp(Long.highestOneBit(bytes / 2), MIN_CHUNK, MAX_CHUNK) - ARRAY_HEADER;
        // The first eight bytes of the first chunk stay empty: the reference 0 means none.
        int start = chunkCount == 0 ? Long.BYTES : 0;
        if (needed > size - start) {
            addChunk(new byte[start + needed]);
            return start;
        }
        byte[] added = new byte[size];
        addChunk(added);
        chunk = added;
        chunkNumber = chunkCount - 1;
        apartThreshold = size / 4;
        return start;
    }

    private void addChunk(byte[] added) {
        if (chunkCount == MAX_CHUNKS) {
            throw new IllegalStateException(
                    "a memtable cannot hold more than " + bytes + " bytes; flush it, or set memtable.max_mb lower");
        }
        if (chunkCount == chunks.length) {
            bytes += 4L * chunks.length;
            chunks = Arrays.copyOf(chunks, 2 * chunks.length);
        }
        chunks[chunkCount++] = added;
        bytes += ARRAY_HEADER + added.length;
    }

    private int keepApart(byte[] source, int offset, int length) {
        if (apartCount == apart.length) {
            byte[][] wider = Arrays.copyOf(apart, Math.max(4, 2 * apart.length));
            bytes += 4L * (wider.length - apart.length);
            apart = wider;
        }
        apart[apartCount] = Arrays.copyOfRange(source, offset, offset + length);
        bytes += ARRAY_HEADER + length;
        return apartCount++;
    }
}
