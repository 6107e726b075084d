package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.LatencyBucket;

/**
 * The engine's {@link Latency}.
 *
 * @param quantiles how long most operations took
 * @param sumNanos how long all of them took together
 * @param buckets how many took at most so long
 */
public record LatencyValue(Quantiles quantiles, long sumNanos, List<LatencyBucket> buckets) implements Latency {

    /** How long most of a number of operations took. */
    public record Quantiles(long measured, long medianNanos, long p99Nanos, long p999Nanos, long maxNanos) {}

    @Override
    public long measured() {
        return quantiles.measured;
    }

    @Override
    public long medianNanos() {
        return quantiles.medianNanos;
    }

    @Override
    public long p99Nanos() {
        return quantiles.p99Nanos;
    }

    @Override
    public long p999Nanos() {
        return quantiles.p999Nanos;
    }

    @Override
    public long maxNanos() {
        return quantiles.maxNanos;
    }
}
