package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How long an operation took since the platform was opened. Times are exact to about 12 %.
 *
 * @param measured operations that were measured
 * @param medianNanos half of them took at most so many nanoseconds
 * @param p99Nanos 99 of 100 took at most so many nanoseconds
 * @param p999Nanos 999 of 1,000 took at most so many nanoseconds
 * @param maxNanos none took longer, in nanoseconds
 */
@ProviderType
public record Latency(long measured, long medianNanos, long p99Nanos, long p999Nanos, long maxNanos) {}
