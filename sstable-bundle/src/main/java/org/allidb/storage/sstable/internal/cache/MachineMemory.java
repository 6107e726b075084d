package org.allidb.storage.sstable.internal.cache;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this machine, or of the container. Loads only where the module {@code jdk.management} is. */
final class MachineMemory {

    private MachineMemory() {}

    /** Returns all of it, in bytes. */
    static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
