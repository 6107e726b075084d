package org.allidb.storage.engine.internal.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.engine.internal.value.LatencyValue;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Percentiles out of buckets are those of the durations, within an eighth. */
class LatencyHistogramTest {

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
    void nothingMeasuredIsNothing() {
        assertEquals(new LatencyValue(0, 0, 0, 0, 0), new LatencyHistogram().statistics());
    }

    @Test
    void clockThatGoesBackDoesNoHarm() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(-5);
        assertEquals(new LatencyValue(1, 0, 0, 0, 0), histogram.statistics());
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
        Latency both = recent.next();
        assertEquals(2, both.measured());
        assertNear(100, both.medianNanos());
        assertNear(100_000, both.maxNanos());
        assertNear(100, recent.fastestTenthNanos());
        assertEquals(new LatencyValue(0, 0, 0, 0, 0), recent.next());
    }

    private static void assertNear(long exact, long told) {
        assertTrue(told >= exact && told <= exact + exact / 8 + 1, told + " for " + exact);
    }
}
