package org.allidb.storage.sstable.internal.filter;

/**
 * The segments of a binary fuse filter: a key has one fingerprint in each of three neighbouring segments.
 *
 * @param segmentBytes the bytes of a segment, a power of two
 * @param starts how many segments the first of the three may be in
 */
record FuseLayout(int segmentBytes, int starts) {

    /** The bytes before the fingerprints: the seed u64, the logarithm of the bytes of a segment u32, and the number of starts u32. */
    static final int HEADER_BYTES = 16;

    static final int SEGMENTS_OF_A_KEY = 3;
    private static final int MOST_SEGMENT_LOG = 18;
    private static final double GROWTH = Math.log(3.33);

    /** Returns the layout for so many keys, by the formulas of the authors. */
    static FuseLayout of(int keys) {
        int log = keys < 2 ? 2 : (int) Math.floor(Math.log(keys) / GROWTH + 2.25);
        int segment = 1 << Math.min(log, MOST_SEGMENT_LOG);
        double factor = keys < 2 ? 1 : Math.max(1.125, 0.875 + 0.25 * Math.log(1_000_000) / Math.log(keys));
        long segments = ((long) (keys * factor) + segment - 1) / segment;
        return new FuseLayout(segment, (int) Math.max(1, segments - (SEGMENTS_OF_A_KEY - 1)));
    }

    /**
     * Returns the layout of a filter that was stored.
     *
     * @param log the logarithm of the bytes of a segment
     * @param bytes how many bytes the filter has
     * @throws IllegalArgumentException if there is none with so many bytes
     */
    static FuseLayout stored(int log, int starts, int bytes) {
        boolean possible = log >= 1 && log <= MOST_SEGMENT_LOG && starts >= 1;
        if (!possible || new FuseLayout(1 << log, starts).bytes() != bytes) {
            throw new IllegalArgumentException("a fuse filter of " + bytes + " bytes does not have segments of 2^" + log
                    + " bytes, of which " + starts + " may be the first of three");
        }
        return new FuseLayout(1 << log, starts);
    }

    int log() {
        return Integer.numberOfTrailingZeros(segmentBytes);
    }

    int fingerprints() {
        return Math.toIntExact((starts + SEGMENTS_OF_A_KEY - 1L) * segmentBytes);
    }

    long bytes() {
        return HEADER_BYTES + (starts + SEGMENTS_OF_A_KEY - 1L) * segmentBytes;
    }

    /** Mixes a hash with the seed, by the last steps of MurmurHash3. */
    static long mix(long hash, long seed) {
        long mixed = hash + seed;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    static byte fingerprint(long mixed) {
        return (byte) (mixed ^ mixed >>> 32);
    }

    /** Returns where the fingerprint of a mixed hash is in the first, second or third of its segments. */
    int place(long mixed, int which) {
        int start = (int) Math.unsignedMultiplyHigh(mixed, (long) starts * segmentBytes) + which * segmentBytes;
        return which == 0 ? start : start ^ (int) (mixed >>> 18 * (SEGMENTS_OF_A_KEY - 1 - which)) & segmentBytes - 1;
    }
}
