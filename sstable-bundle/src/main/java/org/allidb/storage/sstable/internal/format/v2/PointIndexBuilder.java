package org.allidb.storage.sstable.internal.format.v2;

import java.util.ArrayList;
import java.util.List;

/**
 * A builder of a point index. It keeps twelve bytes for each key until the table is finished, in pieces, so that no array is
 * copied to grow. Used by one thread.
 */
public final class PointIndexBuilder {

    /** Bytes that a key takes while the table is written, and when the buckets are made. */
    public static final int BYTES_PER_KEY = Long.BYTES + Integer.BYTES + 8;

    private static final int PIECE = 1 << 10;
    /** How full buckets are at most, in percent: more cost a second bucket more often, fewer cost memory. */
    private static final int LOAD_PERCENT = 75;

    private final List<long[]> hashes = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();
    private final long maxKeys;
    private long keys;
    private boolean abandoned;

    /**
     * Creates an empty builder.
     *
     * @param maxKeys with more keys there is no index
     */
    public PointIndexBuilder(long maxKeys) {
        this.maxKeys = maxKeys;
    }

    /**
     * Adds a key that was not added before.
     *
     * @param hash of the key
     * @param place where its newest version is in the file
     */
    public void add(long hash, long place) {
        if (abandoned || keys == maxKeys || place > PointBucket.MAX_PLACE) {
            abandon();
            return;
        }
        int at = (int) (keys % PIECE);
        if (at == 0) {
            hashes.add(new long[PIECE]);
            places.add(new int[PIECE]);
        }
        hashes.getLast()[at] = hash;
        places.getLast()[at] = (int) place;
        keys++;
    }

    /** Returns the buckets in pages without trailers, one behind the other; none if there is no index. */
    public byte[] build() {
        long pages = pages(keys);
        if (abandoned || keys == 0 || pages * PointBucket.PAGE_PAYLOAD > Integer.MAX_VALUE - Long.BYTES) {
            return new byte[0];
        }
        byte[] bytes = new byte[Math.toIntExact(pages * PointBucket.PAGE_PAYLOAD)];
        long buckets = pages * PointBucket.PER_PAGE;
        for (int piece = 0; piece < hashes.size(); piece++) {
            long[] some = hashes.get(piece);
            int[] where = places.get(piece);
            int end = (int) Math.min(PIECE, keys - (long) PIECE * piece);
            for (int i = 0; i < end; i++) {
                put(bytes, buckets, some[i], where[i]);
            }
        }
        return bytes;
    }

    private static void put(byte[] bytes, long buckets, long hash, int place) {
        long bucket = PointBucket.home(hash, buckets);
        while (!PointBucket.put(bytes, packed(bucket), hash, place)) {
            bucket = bucket + 1 == buckets ? 0 : bucket + 1;
        }
    }

    /** Returns where a bucket starts among pages without trailers. */
    private static int packed(long bucket) {
        long page = bucket / PointBucket.PER_PAGE;
        return (int) (page * PointBucket.PAGE_PAYLOAD + (bucket - page * PointBucket.PER_PAGE) * PointBucket.BYTES);
    }

    private static long pages(long keys) {
        long perPage = (long) PointBucket.PER_PAGE * PointBucket.SLOTS * LOAD_PERCENT / 100;
        return (keys + perPage - 1) / perPage;
    }

    private void abandon() {
        abandoned = true;
        hashes.clear();
        places.clear();
    }
}
