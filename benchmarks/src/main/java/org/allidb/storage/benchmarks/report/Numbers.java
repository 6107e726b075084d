package org.allidb.storage.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them: three digits and a letter. */
final class Numbers {

    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;

    private Numbers() {}

    /** Returns a number as 1.23M, 456k, 789, 12.3, 0.45. */
    static String shortly(double value) {
        if (value >= MEGA) {
            return digits(value / MEGA) + "M";
        }
        if (value >= 10 * KILO) {
            return digits(value / KILO) + "k";
        }
        return digits(value);
    }

    /** Returns a ratio: 3.2×. */
    static String ratio(double value) {
        return digits(value) + "×";
    }

    private static String digits(double value) {
        String format = value >= 100 || value == 0 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
