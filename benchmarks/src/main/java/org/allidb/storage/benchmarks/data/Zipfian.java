package org.allidb.storage.benchmarks.data;

import java.util.random.RandomGenerator;

/**
 * Zipf-distributed indexes, scattered over the whole range by a hash: YCSB's scrambled zipfian generator with its
 * constant 0.99, after Gray and others, "Quickly generating billion-record synthetic databases", SIGMOD 1994.
 */
public final class Zipfian {

    private static final double THETA = 0.99;

    private final long items;
    private final double zeta;
    private final double alpha;
    private final double eta;
    private final double second;

    /** Over so many items. */
    public Zipfian(long items) {
        this.items = items;
        double sum = 0;
        for (long i = 1; i <= items; i++) {
            sum += 1 / Math.pow((double) i, THETA);
        }
        this.zeta = sum;
        this.alpha = 1 / (1 - THETA);
        this.second = 1 + Math.pow(0.5, THETA);
        this.eta = (1 - Math.pow(2.0 / (double) items, 1 - THETA)) / (1 - second / zeta);
    }

    /** Returns a rank; 0 is the most frequent. */
    public long rank(RandomGenerator random) {
        double u = random.nextDouble();
        double uz = u * zeta;
        if (uz < 1) {
            return 0;
        }
        if (uz < second) {
            return 1;
        }
        return Math.min(items - 1, (long) (items * Math.pow(eta * u - eta + 1, alpha)));
    }

    /** Returns an index; the frequent ones lie anywhere. */
    public long next(RandomGenerator random) {
        long hash = (rank(random) + 1) * 0x9E37_79B9_7F4A_7C15L;
        hash = (hash ^ hash >>> 32) * 0xD6E8_FEB8_6659_FD93L;
        return Long.remainderUnsigned(hash ^ hash >>> 32, items);
    }
}
