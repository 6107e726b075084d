package org.allidb.storage.benchmarks.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.SharedStore;

/** What a tenant does that takes all it can get, on so many threads. */
enum Abuse {
    /** Nothing: the others are alone. */
    NONE("none", 0) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            throw new IllegalStateException("nothing is done");
        }
    },
    /** Overwrites at random, without sync. */
    WRITES("writes", 4) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            return writing(run, entries, thread, (key, value) -> store.put(tenant, key, value));
        }
    },
    /** Overwrites at random, each with a sync. */
    SYNCED_WRITES("synced-writes", 16) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            return writing(run, entries, thread, (key, value) -> store.putSync(tenant, key, value));
        }
    },
    /** Writes rows of 10 MB. */
    LARGE_ROWS("10-mb-rows", 2) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            SplittableRandom random = run.random(thread);
            byte[] key = new byte[Keys.LENGTH];
            byte[] value = new byte[LARGE_ROW];
            return () -> {
                int index = random.nextInt(LARGE_ROWS_KEPT);
                Keys.present(entries + index, key);
                Values.write(index, 0, value);
                store.put(tenant, key, value);
                return 1;
            };
        }
    },
    /** Reads all its entries, again and again. */
    SCANS("scans", 2) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            return () -> store.scan(tenant);
        }
    },
    /** Opens cursors and closes the oldest of many. */
    CURSORS("cursors", 2) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            return new Cursors(store, tenant);
        }
    },
    /** Overwrites a little and has all of it merged. */
    COMPACTIONS("compactions", 1) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            Workers.Operation writes = writing(run, entries, thread, (key, value) -> store.put(tenant, key, value));
            return () -> {
                for (int i = 0; i < FEW_WRITES; i++) {
                    writes.run();
                }
                store.compact(tenant);
                return 1;
            };
        }
    },
    /** Is dropped and created, with a few entries each time. */
    LIVES("drop-and-create", 1) {
        @Override
        Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread) {
            Workers.Operation writes = writing(run, entries, thread, (key, value) -> store.put(tenant, key, value));
            return () -> {
                store.recreate(tenant);
                for (int i = 0; i < FEW_WRITES; i++) {
                    writes.run();
                }
                return 1;
            };
        }
    };

    private static final int LARGE_ROW = 10 << 20;
    private static final int LARGE_ROWS_KEPT = 20;
    private static final int FEW_WRITES = 100;

    private final String id;
    private final int threads;

    Abuse(String id, int threads) {
        this.id = id;
        this.threads = threads;
    }

    /** Returns how it is called in the ids of workloads. */
    String id() {
        return id;
    }

    /** Returns how many threads do it. */
    int threads() {
        return threads;
    }

    /**
     * Returns what one thread does again and again.
     *
     * @param tenant whose entries it is about
     * @param entries how many it has
     */
    abstract Workers.Operation on(Run run, SharedStore store, int tenant, int entries, int thread);

    private interface Put {
        void put(byte[] key, byte[] value);
    }

    private static Workers.Operation writing(Run run, int entries, int thread, Put put) {
        SplittableRandom random = run.random(thread);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(entries);
            Keys.present(index, key);
            Values.write(index, 0, value);
            put.put(key, value);
            return 1;
        };
    }

    /** Cursors of one thread, of which many are open. */
    private static final class Cursors implements Workers.Operation {

        private static final int MOST = 2_500;

        private final SharedStore store;
        private final int tenant;
        private final Deque<AutoCloseable> open = new ArrayDeque<>();

        Cursors(SharedStore store, int tenant) {
            this.store = store;
            this.tenant = tenant;
        }

        @Override
        public long run() {
            if (open.size() == MOST) {
                close(open.removeFirst());
            }
            open.addLast(store.cursor(tenant));
            return 1;
        }

        @Override
        public void close() {
            open.forEach(Cursors::close);
        }

        private static void close(AutoCloseable cursor) {
            try {
                cursor.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
