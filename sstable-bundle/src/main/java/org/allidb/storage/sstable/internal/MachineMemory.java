package org.allidb.storage.sstable.internal;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this machine, or of the container. Can be loaded only where there is the module {@code jdk.management}. */
final class MachineMemory {

    private MachineMemory() {}

    /** All of it, in bytes. */
    static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
