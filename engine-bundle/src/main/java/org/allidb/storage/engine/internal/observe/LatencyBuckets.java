package org.allidb.storage.engine.internal.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.allidb.storage.api.statistics.LatencyBucket;
import org.allidb.storage.engine.internal.value.LatencyBucketValue;

/** Counts durations in buckets with fixed decimal bounds, and adds them up. Thread-safe. */
final class LatencyBuckets {

    /** 1, 2.5 and 5 of each power of ten from a microsecond on, up to ten seconds. */
    private static final long[] BOUNDS = LongStream.concat(
                    LongStream.iterate(1_000, power -> power <= 1_000_000_000, power -> power * 10)
                            .flatMap(power -> LongStream.of(power, power * 5 / 2, power * 5)),
                    LongStream.of(10_000_000_000L))
            .toArray();

    private final LongAdder[] counts = new LongAdder[BOUNDS.length];
    private final LongAdder sum = new LongAdder();

    LatencyBuckets() {
        Arrays.setAll(counts, bucket -> new LongAdder());
    }

    /** Counts a duration in nanoseconds, which is not negative. */
    void record(long nanos) {
        sum.add(nanos);
        int found = Arrays.binarySearch(BOUNDS, nanos);
        int bucket = found >= 0 ? found : -found - 1;
        if (bucket < counts.length) {
            counts[bucket].increment();
        }
    }

    /** Returns all durations together, in nanoseconds. */
    long sumNanos() {
        return sum.sum();
    }

    /** Returns how many took at most so long, for each bound. */
    List<LatencyBucket> cumulated() {
        List<LatencyBucket> buckets = new ArrayList<>();
        long passed = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            passed += counts[i].sum();
            buckets.add(new LatencyBucketValue(BOUNDS[i], passed));
        }
        return List.copyOf(buckets);
    }
}
