package org.allidb.storage.benchmarks.workload;

import java.lang.management.ManagementFactory;
import org.allidb.storage.benchmarks.Metric;

/**
 * What this process holds at a moment.
 *
 * @param heap bytes that are alive in the heap
 * @param beside bytes that are resident and belong to no file. The heap has to be touched as a whole before
 *     ({@code -XX:+AlwaysPreTouch}), so that it is a constant part of them
 * @param threads threads, native ones too
 * @param descriptors open descriptors
 */
record Footprint(long heap, long beside, long threads, long descriptors) {

    private static final double KILO = 1e3;
    private static final int COLLECTIONS = 3;

    /** Measures after full collections; several, because what a reference's cleaner frees is gone with the next. */
    static Footprint now() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(heap, OwnProcess.ownResidentBytes(), OwnProcess.threads(), OwnProcess.descriptors());
    }

    /** Records what each of some tenants added that came after an earlier moment. */
    void recordGrowth(Run run, String workload, Footprint before, int tenants) {
        run.record(workload, Metric.TENANT_MEMORY, (heap + beside - before.heap - before.beside) / KILO / tenants);
        run.record(workload, Metric.TENANT_HEAP, (heap - before.heap) / KILO / tenants);
        run.record(workload, Metric.TENANT_THREADS, (double) (threads - before.threads) / tenants);
        run.record(workload, Metric.TENANT_DESCRIPTORS, (double) (descriptors - before.descriptors) / tenants);
    }
}
