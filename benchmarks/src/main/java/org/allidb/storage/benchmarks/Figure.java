package org.allidb.storage.benchmarks;

/**
 * One measured figure of one engine in one round.
 *
 * @param workload the workload's id
 * @param metric what was measured
 * @param value in the metric's unit
 */
public record Figure(String workload, Metric metric, double value) {

    private static final String SEPARATOR = "\t";

    /** As a line of a file. */
    public String toLine() {
        return workload + SEPARATOR + metric + SEPARATOR + value;
    }

    /** Returns the reverse of {@link #toLine()}. */
    public static Figure ofLine(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        return new Figure(parts[0], Metric.valueOf(parts[1]), Double.parseDouble(parts[2]));
    }
}
