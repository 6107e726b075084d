package org.allidb.storage.benchmarks;

import java.util.EnumSet;
import java.util.Set;

/** What is measured. */
public enum Metric {
    RATE("", "ops/s", true),
    BANDWIDTH("bandwidth", "GB/s", true),
    WRITE_RATE("writes beside", "ops/s", true),
    OF_DEVICE("by the device's own rate", "", true),
    BY_ALONE("p99 by p99 alone", "", false),
    NEIGHBOUR_RATE("the neighbour", "ops/s", true),
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
    TENANT_MEMORY("idle memory each", "KB", false),
    TENANT_HEAP("idle memory each, of it in the heap", "KB", false),
    TENANT_THREADS("threads each", "", false),
    TENANT_DESCRIPTORS("open files each", "", false);

    /** Figures that stand beside a workload's main one. */
    private static final Set<Metric> DETAILS = EnumSet.of(P50, P99, P999, MAX, ALLOCATION, RSS, OWN_RSS);

    private final String title;
    private final String unit;
    private final boolean higherIsBetter;

    Metric(String title, String unit, boolean higherIsBetter) {
        this.title = title;
        this.unit = unit;
        this.higherIsBetter = higherIsBetter;
    }

    /** Returns what stands after the workload's name; empty for the plain rate. */
    public String title() {
        return title;
    }

    /** Returns the unit; empty for a ratio. */
    public String unit() {
        return unit;
    }

    /** Returns whether it stands beside a main figure, and has tables of its own. */
    public boolean isDetail() {
        return DETAILS.contains(this);
    }

    /** Returns whether more is better. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }
}
