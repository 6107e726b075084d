package org.allidb.storage.engine.internal.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.LatencyBucket;
import org.allidb.storage.engine.internal.value.LatencyValue.Quantiles;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Percentiles out of buckets are those of the durations, within an eighth. */
class LatencyHistogramTest {

    private static final Quantiles NOTHING = new Quantiles(0, 0, 0, 0, 0);

    private final Random random = new Random(Seed.get());

    @Test
    void bucketsFollowEachOtherWithoutGaps() {
        for (int bucket = 0; bucket < 480; bucket++) {
            long greatest = LatencyHistogram.greatest(bucket);
            assertEquals(bucket, LatencyHistogram.bucket(greatest));
            assertEquals(bucket + 1, LatencyHistogram.bucket(greatest + 1), "after " + greatest);
        }
        assertTrue(LatencyHistogram.greatest(LatencyHistogram.bucket(Long.MAX_VALUE)) == Long.MAX_VALUE);
    }

    @Test
    void percentilesAreExactToAnEighth() {
        long[] durations = new long[10_000];
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 0; i < durations.length; i++) {
            durations[i] = (long) Math.exp(random.nextDouble(20));
            histogram.record(durations[i]);
        }
        Arrays.sort(durations);
        Latency latency = histogram.statistics();
        assertEquals(durations.length, latency.measured());
        assertNear(durations[4_999], latency.medianNanos());
        assertNear(durations[9_899], latency.p99Nanos());
        assertNear(durations[9_989], latency.p999Nanos());
        assertNear(durations[9_999], latency.maxNanos());
    }

    @Test
    void bucketsCountWhatTookAtMostSoLong() {
        LatencyHistogram histogram = new LatencyHistogram();
        List<Long> durations = new ArrayList<>(List.of(0L, 1_000L, 1_001L, 10_000_000_000L, 10_000_000_001L));
        for (int i = 0; i < 1_000; i++) {
            durations.add((long) Math.exp(random.nextDouble(25)));
        }
        durations.forEach(histogram::record);
        Latency latency = histogram.statistics();
        for (LatencyBucket bucket : latency.buckets()) {
            long expected = durations.stream()
                    .filter(duration -> duration <= bucket.atMostNanos())
                    .count();
            assertEquals(expected, bucket.measured(), "up to " + bucket.atMostNanos());
        }
        assertEquals(durations.stream().mapToLong(duration -> duration).sum(), latency.sumNanos());
        assertEquals(durations.size(), latency.measured());
    }

    @Test
    void boundsAreThoseThatAreDocumented() {
        List<Long> bounds = new LatencyHistogram()
                .statistics().buckets().stream().map(LatencyBucket::atMostNanos).toList();
        assertEquals(22, bounds.size());
        assertEquals(List.of(1_000L, 2_500L, 5_000L, 10_000L, 25_000L, 50_000L), bounds.subList(0, 6));
        assertEquals(List.of(5_000_000_000L, 10_000_000_000L), bounds.subList(20, 22));
    }

    @Test
    void nothingMeasuredIsNothing() {
        Latency none = new LatencyHistogram().statistics();
        assertEquals(
                NOTHING,
                new Quantiles(none.measured(), none.medianNanos(), none.p99Nanos(), none.p999Nanos(), none.maxNanos()));
        assertEquals(0, none.sumNanos());
        assertTrue(none.buckets().stream().allMatch(bucket -> bucket.measured() == 0));
    }

    @Test
    void clockThatGoesBackDoesNoHarm() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(-5);
        assertEquals(1, histogram.statistics().measured());
        assertEquals(0, histogram.statistics().maxNanos());
        assertEquals(0, histogram.statistics().sumNanos());
    }

    @Test
    void recentLatencyIsOfWhatWasCountedSinceItWasLastAskedFor() {
        LatencyHistogram gets = new LatencyHistogram();
        LatencyHistogram puts = new LatencyHistogram();
        gets.record(1_000_000);
        RecentLatency recent = new RecentLatency(gets, puts);
        assertEquals(0, recent.next().measured());
        gets.record(100);
        puts.record(100_000);
        Quantiles both = recent.next();
        assertEquals(2, both.measured());
        assertNear(100, both.medianNanos());
        assertNear(100_000, both.maxNanos());
        assertNear(100, recent.fastestTenthNanos());
        assertEquals(NOTHING, recent.next());
    }

    private static void assertNear(long exact, long told) {
        assertTrue(told >= exact && told <= exact + exact / 8 + 1, told + " for " + exact);
    }
}
