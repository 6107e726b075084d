package org.allidb.storage.engine.internal.observe;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.LatencyBucket;
import org.allidb.storage.engine.internal.value.LatencyValue;
import org.allidb.storage.engine.internal.value.LatencyValue.Quantiles;

/**
 * Counts durations in buckets: eight for each power of two, as in an HDR histogram, for percentiles; and in few with fixed bounds. A
 * thread writes to one of a few stripes, so that threads seldom meet. Thread-safe.
 */
public final class LatencyHistogram {

    private static final int STRIPES = 8;
    private static final int SUB_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_BUCKETS;
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final double P999 = 0.999;

    private final AtomicLongArray[] stripes = new AtomicLongArray[STRIPES];
    private final LatencyBuckets fixed = new LatencyBuckets();

    /** Creates a histogram without counts. */
    public LatencyHistogram() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new AtomicLongArray(BUCKETS);
        }
    }

    /** Counts a duration in nanoseconds; a negative one as 0. */
    public void record(long nanos) {
        int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
        long counted = Math.max(0, nanos);
        stripes[stripe].getAndIncrement(bucket(counted));
        fixed.record(counted);
    }

    /** Returns what was counted. */
    public Latency statistics() {
        // in this order: what is in a bucket was counted before
        List<LatencyBucket> buckets = fixed.cumulated();
        return new LatencyValue(quantiles(counts()), fixed.sumNanos(), buckets);
    }

    /** Returns what was counted, by bucket. */
    long[] counts() {
        long[] counts = new long[BUCKETS];
        for (AtomicLongArray stripe : stripes) {
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] += stripe.get(i);
            }
        }
        return counts;
    }

    /** Returns the figures of counts by bucket. */
    static Quantiles quantiles(long[] counts) {
        return new Quantiles(
                Arrays.stream(counts).sum(),
                quantile(counts, MEDIAN),
                quantile(counts, P99),
                quantile(counts, P999),
                quantile(counts, 1));
    }

    /** Returns the greatest duration of the bucket that holds a quantile; 0 if nothing was counted. */
    static long quantile(long[] counts, double part) {
        long n = (long) Math.ceil(Arrays.stream(counts).sum() * part);
        long passed = 0;
        for (int i = 0; i < counts.length; i++) {
            passed += counts[i];
            if (n > 0 && passed >= n) {
                return greatest(i);
            }
        }
        return 0;
    }

    static int bucket(long nanos) {
        if (nanos < SUB_BUCKETS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(nanos);
        return ((shift + 1) << SUB_BITS) + (int) (nanos >>> shift) - SUB_BUCKETS;
    }

    static long greatest(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = (bucket >>> SUB_BITS) - 1;
        long least = (long) ((bucket & (SUB_BUCKETS - 1)) + SUB_BUCKETS) << shift;
        return least + (1L << shift) - 1;
    }
}
