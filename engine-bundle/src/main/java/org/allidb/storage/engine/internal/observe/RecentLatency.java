package org.allidb.storage.engine.internal.observe;

import java.util.List;
import org.allidb.storage.api.statistics.Latency;

/** What some histograms counted since they were last looked at. Used by one thread at a time. */
public final class RecentLatency {

    private final List<LatencyHistogram> histograms;
    private long[] seen;

    RecentLatency(LatencyHistogram... histograms) {
        this.histograms = List.of(histograms);
        this.seen = counts();
    }

    /** Returns the figures of what was counted since the last call. */
    public Latency next() {
        long[] now = counts();
        long[] recent = new long[now.length];
        for (int i = 0; i < now.length; i++) {
            recent[i] = now[i] - seen[i];
        }
        seen = now;
        return LatencyHistogram.statistics(recent);
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
