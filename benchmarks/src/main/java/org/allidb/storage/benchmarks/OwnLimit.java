package org.allidb.storage.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The limit of memory that this process was promised. */
final class OwnLimit {

    private static final String PROPERTY = "allidb.bench.memory-megabytes";
    private static final long MEGA = 1L << 20;

    private OwnLimit() {}

    /** Returns the flag that tells a JVM what was promised to it. */
    static String flag(int megabytes) {
        return "-D" + PROPERTY + "=" + megabytes;
    }

    /** Returns whether the limit is there; true if none was promised. */
    static boolean holds() {
        Integer megabytes = Integer.getInteger(PROPERTY);
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return megabytes == null || system.getTotalMemorySize() <= megabytes * MEGA;
    }
}
