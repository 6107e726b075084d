package org.allidb.storage.sstable.internal.write;

/**
 * A sketch of when how many rows of a table will have expired, in little memory. It counts expiries in 256 buckets of equal
 * width, and doubles the width for an expiry that lies outside: the error is a few hundredths of the span of all expiries.
 */
final class ExpirySketch {

    private static final int BUCKETS = 256;

    private final long[] counts = new long[BUCKETS];
    /** Bucket i counts expiries whose number in front of the shifted bits is first + i. */
    private long first;

    private int shift;
    private long total;
    private long last;

    /** Counts a row that expires, wall time in milliseconds. */
    void add(long expiryMillis) {
        if (total == 0) {
            first = Math.max(0, expiryMillis - BUCKETS / 2);
        }
        while (!isInside(expiryMillis)) {
            widen();
        }
        counts[(int) ((expiryMillis >>> shift) - first)]++;
        last = Math.max(last, expiryMillis);
        total++;
    }

    /**
     * Returns when a number of rows will have expired.
     *
     * @param rows at least so many
     * @return wall time in milliseconds, rounded up to the end of a bucket; 0 if fewer rows expire, or {@code rows} is 0
     */
    long expired(long rows) {
        if (rows <= 0 || rows > total) {
            return 0;
        }
        long expired = 0;
        int bucket = -1;
        while (expired < rows) {
            expired += counts[++bucket];
        }
        long end = (first + bucket + 1 << shift) - 1;
        return end < 0 ? last : Math.min(end, last);
    }

    private boolean isInside(long expiryMillis) {
        long bucket = expiryMillis >>> shift;
        return bucket >= first && bucket < first + BUCKETS;
    }

    /** Merges buckets in pairs, into the middle of the new ones, which reach as far again in both directions. */
    private void widen() {
        long before = first;
        first = Math.max(0, (before >>> 1) - BUCKETS / 4);
        shift++;
        long[] wider = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0) {
                wider[(int) ((before + i >>> 1) - first)] += counts[i];
            }
        }
        System.arraycopy(wider, 0, counts, 0, BUCKETS);
    }
}
