package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.Latency;

/** The engine's {@link Latency}. */
public record LatencyValue(long measured, long medianNanos, long p99Nanos, long p999Nanos, long maxNanos)
        implements Latency {}
