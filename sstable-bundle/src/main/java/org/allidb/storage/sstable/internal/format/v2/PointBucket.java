package org.allidb.storage.sstable.internal.format.v2;

import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * The buckets of a point index, which leads from the hash of a key to the entry of its newest version. A bucket is one cache
 * line: twelve tags of ten bits of the hash, and twelve places. A key that finds its bucket full goes to the next one, and the
 * full bucket says so. The package's documentation draws it.
 *
 * <p>The upper half of the hash chooses the bucket, the lower one gives the tag.
 */
public final class PointBucket {

    /** The bytes of a bucket. */
    public static final int BYTES = 64;
    /** The places in a bucket. */
    public static final int SLOTS = 12;
    /** The bytes of a page of buckets with its trailer. */
    public static final int PAGE_BYTES = 4096;
    /** The buckets of a page. */
    public static final int PER_PAGE = PAGE_BYTES / BYTES - 1;
    /** The bytes of a page of buckets without its trailer. */
    public static final int PAGE_PAYLOAD = PAGE_BYTES - BlockTrailer.BYTES;
    /** The greatest place that fits. */
    public static final long MAX_PLACE = 0xFFFF_FFFFL;

    private static final int MORE_AT = 12;
    private static final int PLACES_AT = 16;
    private static final int OVERFLOW = 1 << 31;
    private static final long EACH_01 = 0x0101_0101_0101_0101L;
    private static final long EACH_80 = 0x8080_8080_8080_8080L;

    private PointBucket() {}

    /** Returns the bucket in which a key belongs. */
    public static long home(long hash, long buckets) {
        return (hash >>> 32) * buckets >>> 32;
    }

    /** Returns where a bucket starts, counted from the start of the point index. */
    public static long offset(long bucket) {
        long page = bucket / PER_PAGE;
        return page * PAGE_BYTES + (bucket - page * PER_PAGE) * BYTES;
    }

    /** Returns the slots that may have a hash, a bit for each. */
    public static int matches(byte[] bytes, int at, long hash) {
        long tags = tag(hash) * EACH_01;
        long low = zeros(LittleEndian.getLong(bytes, at) ^ tags);
        long high = zeros(LittleEndian.getInt(bytes, at + Long.BYTES) ^ tags & 0xFFFF_FFFFL);
        int matches = 0;
        int more = LittleEndian.getInt(bytes, at + MORE_AT);
        int wanted = more(hash);
        for (long left = low; left != 0; left &= left - 1) {
            int slot = Long.numberOfTrailingZeros(left) >>> 3;
            matches |= (more >>> 2 * slot & 3) == wanted ? 1 << slot : 0;
        }
        for (long left = high & 0xFFFF_FFFFL; left != 0; left &= left - 1) {
            int slot = Long.BYTES + (Long.numberOfTrailingZeros(left) >>> 3);
            matches |= (more >>> 2 * slot & 3) == wanted ? 1 << slot : 0;
        }
        return matches;
    }

    /** Returns the place in a slot. */
    public static long place(byte[] bytes, int at, int slot) {
        return Integer.toUnsignedLong(LittleEndian.getInt(bytes, at + PLACES_AT + Integer.BYTES * slot));
    }

    /** Returns whether keys that belong in this bucket, or in one before it, may be in the next. */
    public static boolean overflows(byte[] bytes, int at) {
        return (LittleEndian.getInt(bytes, at + MORE_AT) & OVERFLOW) != 0;
    }

    /** Stores a place in the first free slot; marks the bucket and returns false if there is none. */
    static boolean put(byte[] bytes, int at, long hash, int place) {
        int more = LittleEndian.getInt(bytes, at + MORE_AT);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (bytes[at + slot] == 0) {
                bytes[at + slot] = (byte) tag(hash);
                LittleEndian.putInt(bytes, at + MORE_AT, more | more(hash) << 2 * slot);
                LittleEndian.putInt(bytes, at + PLACES_AT + Integer.BYTES * slot, place);
                return true;
            }
        }
        LittleEndian.putInt(bytes, at + MORE_AT, more | OVERFLOW);
        return false;
    }

    /** Returns a tag of eight bits, never 0, which is a free slot's. */
    private static long tag(long hash) {
        long tag = hash & 0xFF;
        return tag == 0 ? 1 : tag;
    }

    /** Returns two bits more. */
    private static int more(long hash) {
        return (int) (hash >>> 8) & 3;
    }

    /** Returns a word whose highest bit of a byte is set if the byte is 0, and only then. */
    private static long zeros(long word) {
        return ~((word & ~EACH_80) + ~EACH_80 | word | ~EACH_80);
    }
}
