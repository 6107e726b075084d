package org.allidb.storage.benchmarks.workload;

import org.HdrHistogram.Histogram;
import org.allidb.storage.benchmarks.Metric;

/**
 * What some threads did.
 *
 * @param operations how many
 * @param nanos in how long
 * @param allocatedBytes bytes that the threads allocated in Java
 * @param latency of each, in nanoseconds
 */
record Timing(long operations, long nanos, long allocatedBytes, Histogram latency) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    double rate() {
        return operations * NANOS_PER_SECOND / nanos;
    }

    void record(Run run, String workload) {
        run.record(workload, Metric.RATE, rate());
        run.record(workload, Metric.ALLOCATION, (double) allocatedBytes / operations);
        recordLatency(run, workload);
    }

    void recordLatency(Run run, String workload) {
        run.record(workload, Metric.P50, micros(50));
        run.record(workload, Metric.P99, micros(99));
        run.record(workload, Metric.P999, micros(99.9));
        run.record(workload, Metric.MAX, micros(100));
    }

    /** Returns how long so many of a hundred took at most, in microseconds. */
    double micros(double percentile) {
        return latency.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
