package org.allidb.storage.metrics.internal;

import java.util.Locale;

/** The types of metrics, as Prometheus has them. */
public enum MetricType {
    /** Only grows, and begins again at 0 when what counts it is opened again. */
    COUNTER,
    /** Rises and falls. */
    GAUGE,
    /** Counts in buckets, with a sum. */
    HISTOGRAM;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
