package org.allidb.storage.benchmarks.report;

import java.util.List;

/**
 * One figure over all rounds.
 *
 * @param values one a round
 */
public record Sample(List<Double> values) {

    /** Copies. */
    public Sample {
        values = List.copyOf(values);
    }

    /** Returns the median. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Returns half of the way from the least to the most, in percent of the median. */
    public double spreadPercent() {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double median = median();
        return median == 0 ? 0 : (most - least) / 2 / median * 100;
    }

    /** Returns how many rounds there were. */
    public int rounds() {
        return values.size();
    }
}
