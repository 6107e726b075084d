package org.allidb.storage.api.text;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.versioning.ProviderType;

/** A formatter of figures for people: three significant digits and a unit. */
@ProviderType
public final class Human {

    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private static final double ROUNDS_TO_1000 = 999.5;

    private Human() {}

    /**
     * Formats an amount of data.
     *
     * @param bytes how many
     * @return such as {@code 12.3 MiB}
     */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= (unit == 0 ? 1000 : ROUNDS_TO_1000) && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : digits(value)) + " " + BYTE_UNITS[unit];
    }

    /**
     * Formats a limit in bytes.
     *
     * @param bytes how many; 0 for none
     * @return as {@link #bytes}, or {@code none}
     */
    public static String limit(long bytes) {
        return bytes == 0 ? "none" : bytes(bytes);
    }

    /**
     * Formats a count.
     *
     * @param count how many
     * @return such as {@code 1,234,567}
     */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * Formats a count with its noun.
     *
     * @param count how many
     * @param noun of one of them; its plural is regular
     * @return such as {@code 1 table} or {@code 1,234 entries}
     */
    public static String count(long count, String noun) {
        return count(count) + " " + (count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.endsWith("y")) {
            return noun.substring(0, noun.length() - 1) + "ies";
        }
        return noun + (noun.endsWith("sh") ? "es" : "s");
    }

    /**
     * Formats a time span.
     *
     * @param nanos its length in nanoseconds
     * @return such as {@code 12.3 ms}
     */
    public static String nanos(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 999_500) {
            return digits(nanos / 1e3) + " µs";
        }
        if (nanos < 999_500_000) {
            return digits(nanos / 1e6) + " ms";
        }
        if (nanos < TimeUnit.MINUTES.toNanos(10)) {
            return digits(nanos / 1e9) + " s";
        }
        return digits(nanos / 60e9) + " min";
    }

    /**
     * Formats a rate.
     *
     * @param count how many
     * @param nanos in which time
     * @return such as {@code 123,456/s}
     */
    public static String rate(long count, long nanos) {
        return count(Math.round(count * 1e9 / Math.max(1, nanos))) + "/s";
    }

    /**
     * Formats a rate of data.
     *
     * @param bytes how many
     * @param nanos in which time
     * @return such as {@code 123 MiB/s}
     */
    public static String throughput(long bytes, long nanos) {
        return bytes(Math.round(bytes * 1e9 / Math.max(1, nanos))) + "/s";
    }

    /**
     * Formats a factor.
     *
     * @param value the factor
     * @return such as {@code 1.23}
     */
    public static String factor(double value) {
        return digits(value);
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
