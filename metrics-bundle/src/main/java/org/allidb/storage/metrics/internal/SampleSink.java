package org.allidb.storage.metrics.internal;

import org.allidb.storage.api.statistics.Latency;

/** Takes the samples of one metric. */
public interface SampleSink {

    /**
     * Takes a value of a counter or gauge.
     *
     * @param value the value
     * @param labels names and values of its labels, in turn
     */
    void value(double value, String... labels);

    /**
     * Takes a histogram, in seconds.
     *
     * @param latency counts, sum and buckets
     * @param labels names and values of its labels, in turn
     */
    void histogram(Latency latency, String... labels);
}
