package org.allidb.storage.benchmarks.workload;

import java.util.Optional;
import java.util.SplittableRandom;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.SeparateStores;
import org.allidb.storage.benchmarks.engine.TenantedStore;

/**
 * Gets and puts of random tenants, in turn and by two threads: first of tenants of one store, then of as many stores with one
 * tenant each.
 *
 * @param count how many tenants
 */
record TenantTraffic(int count) implements Workload {

    private static final int THREADS = 2;

    @Override
    public String id() {
        return "tenants-" + count + "-get-put";
    }

    @Override
    public void run(Run run) {
        int tenants = run.scale().tenants(count);
        Optional<TenantedStore> together =
                run.kind().openTenants(run.directory().resolve("together"), tenants, false);
        if (together.isEmpty()) {
            return;
        }
        try (TenantedStore store = together.get()) {
            measure(run, store, tenants, id());
        }
        try (TenantedStore store =
                new SeparateStores(run.kind(), run.directory().resolve("apart"))) {
            measure(run, store, tenants, "stores-" + count + "-get-put");
        }
    }

    private static void measure(Run run, TenantedStore store, int tenants, String row) {
        store.add(tenants);
        int each = each(run, tenants);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        for (int index = 0; index < each; index++) {
            Keys.present(index, key);
            Values.write(index, 0, value);
            for (int tenant = 0; tenant < tenants; tenant++) {
                store.put(tenant, key, value);
            }
        }
        store.flushAll();
        Workers.warmedUp(THREADS, run.scale().seconds(), thread -> traffic(run, store, tenants, thread))
                .record(run, row);
    }

    private static Workers.Operation traffic(Run run, TenantedStore store, int tenants, int thread) {
        int each = each(run, tenants);
        SplittableRandom random = run.random(thread);
        Check check = run.check();
        byte[] written = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(each);
            int tenant = random.nextInt(tenants);
            Keys.present(index, check.key());
            byte[] value = store.get(tenant, check.key());
            if (value == null) {
                throw new IllegalStateException("an entry is missing");
            }
            check.value(value, value.length);
            Values.write(index, 1, written);
            store.put(tenant, check.key(), written);
            return 2;
        };
    }

    private static int each(Run run, int tenants) {
        return Math.max(1, run.scale().entries() / tenants);
    }
}
