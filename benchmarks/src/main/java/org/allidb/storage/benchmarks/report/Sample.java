package org.allidb.storage.benchmarks.report;

import java.util.List;

/**
 * One figure over all rounds.
 *
 * @param median the median
 * @param least the least
 * @param most the most
 */
public record Sample(double median, double least, double most) {

    static Sample of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Sample(median, sorted.getFirst(), sorted.getLast());
    }

    /** Half of the way from the least to the most, in percent of the median. */
    public double spreadPercent() {
        return median == 0 ? 0 : (most - least) / 2 / median * 100;
    }
}
