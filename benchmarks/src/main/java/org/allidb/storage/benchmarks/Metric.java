package org.allidb.storage.benchmarks;

/** What is measured. */
public enum Metric {
    RATE("", "ops/s", true),
    BANDWIDTH("bandwidth", "GB/s", true),
    WRITE_RATE("writes beside", "ops/s", true),
    MILLIS("time", "ms", false),
    FIRST("the first time", "µs", false),
    LOST("lost", "entries", false),
    P50("p50", "µs", false),
    P99("p99", "µs", false),
    P999("p99.9", "µs", false),
    MAX("max", "µs", false),
    ALLOCATION("allocated", "B/op", false),
    SETTLE_MILLIS("until quiet", "ms", false),
    DISK_RATIO("disk per live byte", "", false),
    WRITE_RATIO("written per user byte", "", false),
    RSS("resident memory", "MB", false),
    OWN_RSS("resident memory without mapped files", "MB", false),
    TENANT_MEMORY("idle memory each", "KB", false);

    private final String title;
    private final String unit;
    private final boolean higherIsBetter;

    Metric(String title, String unit, boolean higherIsBetter) {
        this.title = title;
        this.unit = unit;
        this.higherIsBetter = higherIsBetter;
    }

    /** What stands after the workload's name; empty for the plain rate. */
    public String title() {
        return title;
    }

    /** The unit; empty for a ratio. */
    public String unit() {
        return unit;
    }

    /** Whether more is better. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }
}
