package org.allidb.storage.distribution.cluster;

/** What is printed, and how many of the checks failed. Used by one thread. */
final class Report {

    private static final double NANOS = 1e9;

    private int failures;

    int failures() {
        return failures;
    }

    static void title(String number, String text) {
        System.out.println();
        System.out.println(number + "  " + text);
    }

    static void note(String text) {
        System.out.println("  " + text);
    }

    void check(boolean holds, String what) {
        System.out.println((holds ? "  ✓ " : "  ✗ ") + what);
        failures += holds ? 0 : 1;
    }

    static String since(long beganNanos) {
        return String.format("%.1f s", (System.nanoTime() - beganNanos) / NANOS);
    }
}
