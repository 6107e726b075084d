package org.allidb.storage.benchmarks.workload;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.TenantedStore;

/**
 * Many tenants in one store, each written to once and flushed: what each of the second half takes while it is idle,
 * the first half being there already, so that what the store has once for all is not counted. Then writes over all of
 * them, how long it takes to flush them all, and to open the store again after a clean close, and all of them in it.
 *
 * @param count how many
 */
record ManyTenants(int count) implements Workload {

    private static final int THREADS = 16;
    private static final int ENTRIES_EACH = 100;

    @Override
    public String id() {
        return "tenants-" + count;
    }

    @Override
    public void run(Run run) {
        int tenants = tenants(run);
        Path directory = run.directory().resolve("tenants");
        Optional<TenantedStore> unsynced = run.kind().openTenants(directory, tenants, false);
        if (unsynced.isEmpty()) {
            return;
        }
        try (TenantedStore store = unsynced.get()) {
            fill(run, store, tenants);
            Workers.warmedUp(1, run.scale().seconds(), thread -> writing(run, store, thread, false))
                    .record(run, id() + "-unsynced");
            long start = System.nanoTime();
            store.flushAll();
            run.record(id() + "-flush-all", Metric.MILLIS, millisSince(start));
        }
        reopen(run, directory, tenants);
        try (TenantedStore store = run.kind()
                .openTenants(run.directory().resolve("tenants-synced"), tenants, true)
                .orElseThrow()) {
            store.add(tenants);
            Workers.warmedUp(1, run.scale().seconds(), thread -> writing(run, store, thread, true))
                    .record(run, id() + "-synced-1-thread");
            Workers.warmedUp(THREADS, run.scale().seconds(), thread -> writing(run, store, thread, true))
                    .record(run, id() + "-synced-16-threads");
        }
    }

    private void fill(Run run, TenantedStore store, int tenants) {
        int half = tenants / 2;
        long nanos = add(run, store, 0, half);
        Footprint before = Footprint.now();
        nanos += add(run, store, half, tenants - half);
        Footprint.now().recordGrowth(run, id(), before, tenants - half);
        run.record(id() + "-create", Metric.MILLIS, (double) nanos / TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** Adds tenants, writes an entry of each and flushes; returns how long adding took. */
    private static long add(Run run, TenantedStore store, int from, int count) {
        long start = System.nanoTime();
        store.add(count);
        long nanos = System.nanoTime() - start;
        putOne(run, store, from, count);
        store.flushAll();
        return nanos;
    }

    private void reopen(Run run, Path directory, int tenants) {
        long start = System.nanoTime();
        try (TenantedStore store =
                run.kind().openTenants(directory, tenants, false).orElseThrow()) {
            run.record(id() + "-reopen", Metric.MILLIS, millisSince(start));
            store.add(tenants);
            run.record(id() + "-reopen-with-all", Metric.MILLIS, millisSince(start));
            putOne(run, store, 0, tenants);
            start = System.nanoTime();
        }
        run.record(id() + "-close-unflushed", Metric.MILLIS, millisSince(start));
        start = System.nanoTime();
        try (TenantedStore store =
                run.kind().openTenants(directory, tenants, false).orElseThrow()) {
            store.add(tenants);
            run.record(id() + "-reopen-unflushed", Metric.MILLIS, millisSince(start));
        }
    }

    /** Writes an entry of each tenant. */
    private static void putOne(Run run, TenantedStore store, int from, int count) {
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        for (int i = from; i < from + count; i++) {
            Keys.present(i, key);
            Values.write(i, 0, value);
            store.put(i, key, value);
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

    /** Returns fewer if there are too few entries for so many. */
    private int tenants(Run run) {
        return Math.clamp(run.scale().entries() / ENTRIES_EACH, 2, count);
    }

    private static double millisSince(long nanos) {
        return (double) (System.nanoTime() - nanos) / TimeUnit.MILLISECONDS.toNanos(1);
    }
}
