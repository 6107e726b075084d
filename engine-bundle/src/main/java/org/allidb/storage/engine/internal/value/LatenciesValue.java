package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.api.statistics.Latency;

/** The engine's {@link Latencies}. */
public record LatenciesValue(Latency get, Latency put, Latency sync, Latency flush) implements Latencies {}
