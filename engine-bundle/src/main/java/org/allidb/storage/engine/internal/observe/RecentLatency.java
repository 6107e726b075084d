package org.allidb.storage.engine.internal.observe;

import java.util.List;
import org.allidb.storage.engine.internal.value.LatencyValue.Quantiles;

/** What some histograms counted since they were last looked at. Used by one thread at a time. */
public final class RecentLatency {

    private static final double TENTH = 0.1;

    private final List<LatencyHistogram> histograms;
    private long[] seen;
    private long[] recent = {};

    RecentLatency(LatencyHistogram... histograms) {
        this.histograms = List.of(histograms);
        this.seen = counts();
    }

    /** Returns the figures of what was counted since the last call. */
    public Quantiles next() {
        long[] now = counts();
        recent = new long[now.length];
        for (int i = 0; i < now.length; i++) {
            recent[i] = now[i] - seen[i];
        }
        seen = now;
        return LatencyHistogram.quantiles(recent);
    }

    /** Returns the nanoseconds that a tenth of what the last {@link #next()} counted took at most; 0 if it counted nothing. */
    public long fastestTenthNanos() {
        return LatencyHistogram.quantile(recent, TENTH);
    }

    /** Returns the nanoseconds of all that the last {@link #next()} counted and that took longer than a limit. */
    public long nanosOfLongerThan(long limitNanos) {
        long nanos = 0;
        for (int i = LatencyHistogram.bucket(limitNanos) + 1; i < recent.length; i++) {
            nanos += recent[i] * LatencyHistogram.greatest(i);
        }
        return nanos;
    }

    private long[] counts() {
        long[] all = histograms.getFirst().counts();
        for (LatencyHistogram histogram : histograms.subList(1, histograms.size())) {
            long[] counts = histogram.counts();
            for (int i = 0; i < all.length; i++) {
                all[i] += counts[i];
            }
        }
        return all;
    }
}
