package org.allidb.storage.benchmarks.workload;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.TenantedStore;

/**
 * Many tenants in one store, written to by turns: what each takes while it is idle, writes over all of them, and how
 * long it takes to flush them all. The heap is touched before, so that memory is what is alive in it and what
 * the process has beside it.
 *
 * @param count how many
 */
record ManyTenants(int count) implements Workload {

    private static final int THREADS = 16;
    private static final int ENTRIES_EACH = 100;
    private static final double KILO = 1e3;

    @Override
    public String id() {
        return "tenants-" + count;
    }

    @Override
    public void run(Run run) {
        int tenants = tenants(run);
        long memory = memory();
        long start = System.nanoTime();
        Optional<TenantedStore> unsynced = run.kind().openTenants(run.directory().resolve("tenants"), tenants, false);
        if (unsynced.isEmpty()) {
            return;
        }
        try (TenantedStore store = unsynced.get()) {
            run.record(id() + "-create", Metric.MILLIS, millisSince(start));
            for (int i = 0; i < tenants; i++) {
                writing(run, store, i, false).run();
            }
            store.flushAll();
            run.record(id(), Metric.TENANT_MEMORY, (memory() - memory) / KILO / tenants);
            Workers.warmedUp(1, run.scale().seconds(), thread -> writing(run, store, thread, false))
                    .record(run, id() + "-unsynced");
            start = System.nanoTime();
            store.flushAll();
            run.record(id() + "-flush-all", Metric.MILLIS, millisSince(start));
        }
        try (TenantedStore store = run.kind()
                .openTenants(run.directory().resolve("tenants-synced"), tenants, true)
                .orElseThrow()) {
            Workers.warmedUp(1, run.scale().seconds(), thread -> writing(run, store, thread, true))
                    .record(run, id() + "-synced-1-thread");
            Workers.warmedUp(THREADS, run.scale().seconds(), thread -> writing(run, store, thread, true))
                    .record(run, id() + "-synced-16-threads");
        }
    }

    private Workers.Operation writing(Run run, TenantedStore store, int seed, boolean synced) {
        SplittableRandom random = run.random(seed);
        int tenants = tenants(run);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(run.scale().entries());
            Keys.present(index, key);
            Values.write(index, 0, value);
            if (synced) {
                store.putSync(random.nextInt(tenants), key, value);
            } else {
                store.put(random.nextInt(tenants), key, value);
            }
            return 1;
        };
    }

    /** Fewer if there are too few entries for so many. */
    private int tenants(Run run) {
        return Math.clamp(run.scale().entries() / ENTRIES_EACH, 1, count);
    }

    private static double millisSince(long nanos) {
        return (double) (System.nanoTime() - nanos) / TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static long memory() {
        System.gc();
        return OwnProcess.ownResidentBytes()
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
