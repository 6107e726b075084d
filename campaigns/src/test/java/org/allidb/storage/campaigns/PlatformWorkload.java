package org.allidb.storage.campaigns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;

/**
 * Random work on a whole platform, the same for the same seed. It writes to a tenant of the shared log and to one with
 * a log of its own. A guest comes and goes, settings and the configuration change, and the platform is closed and
 * opened again.
 *
 * <p>Each tenant goes through a series of states. After a crash it is in one of them, no earlier than the last one that
 * was acknowledged as synced.
 */
final class PlatformWorkload {

    /** A tenant and how it keeps its log. */
    enum Tenant {
        SHARED("crash", false),
        DEDICATED("own-log", true),
        GUEST("guest", false);

        private final TenantId id;
        private final boolean dedicatedLog;

        Tenant(String id, boolean dedicatedLog) {
            this.id = TenantId.of(id);
            this.dedicatedLog = dedicatedLog;
        }

        TenantId id() {
            return id;
        }

        TenantSettings settings() {
            return TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog);
        }
    }

    /** Something done to the platform. */
    interface Action {
        void on(Session session);
    }

    /**
     * A step.
     *
     * @param tenant whose state it changes, if any
     * @param state number of the tenant's state after it
     * @param synced whether all of the tenant's states up to this one survive a power cut once it returns
     * @param write the step of the tenant's workload that it is, -1 for another kind
     */
    record Step(String name, Optional<Tenant> tenant, int state, boolean synced, int write, Action action) {}

    private static final int LIFE = 200;
    private static final int MOST_WRITES_WITHOUT_GUEST = 12;

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    /** What each tenant holds, state after state; nothing while it does not exist. */
    private final Map<Tenant, List<Optional<Map<String, String>>>> states = new TreeMap<>();

    private final Map<Tenant, Workload> lives = new TreeMap<>();
    private final Map<Tenant, Integer> progress = new TreeMap<>();

    PlatformWorkload(Random random, int length) {
        this.random = random;
        for (Tenant tenant : Tenant.values()) {
            states.put(tenant, new ArrayList<>(List.of(Optional.empty())));
        }
        create(Tenant.SHARED);
        create(Tenant.DEDICATED);
        int untilGuest = random.nextInt(MOST_WRITES_WITHOUT_GUEST);
        while (steps.size() < length) {
            switch (random.nextInt(40)) {
                case 0 -> addPlain("reopen", Session::reopen);
                case 1, 2 -> reconfigure();
                case 3 -> settle();
                case 4 -> addPlain("a long wait", session -> session.advance(1_000));
                default -> write(pick());
            }
            if (--untilGuest == 0) {
                if (lives.containsKey(Tenant.GUEST)) {
                    drop(Tenant.GUEST);
                } else {
                    create(Tenant.GUEST);
                }
                untilGuest = 1 + random.nextInt(MOST_WRITES_WITHOUT_GUEST);
            }
        }
    }

    List<Step> steps() {
        return steps;
    }

    /** The latest state of a tenant from the latest to the earliest given that is as found; -1 if there is none. */
    int stateOf(Tenant tenant, Optional<Map<String, String>> found, int earliest, int latest) {
        List<Optional<Map<String, String>>> all = states.get(tenant);
        for (int state = latest; state >= earliest; state--) {
            if (all.get(state).equals(found)) {
                return state;
            }
        }
        return -1;
    }

    /** In what a tenant differs from a state, for a person. */
    String difference(Tenant tenant, Optional<Map<String, String>> found, int state) {
        Optional<Map<String, String>> wanted = states.get(tenant).get(state);
        if (found.isEmpty() || wanted.isEmpty()) {
            return tenant + (found.isEmpty() ? " is missing" : " is there") + ", wanted "
                    + (wanted.isEmpty() ? "nothing" : wanted.get().size() + " rows");
        }
        return tenant + " " + Workload.difference(found.get(), wanted.get());
    }

    /** What a step that writes does to the rows of its tenant. */
    Map<String, Workload.Write> effect(Step step) {
        return workloadOf(step).effect(step.write());
    }

    private final Map<Step, Workload> written = new java.util.IdentityHashMap<>();

    private Workload workloadOf(Step step) {
        return written.get(step);
    }

    private Tenant pick() {
        List<Tenant> there = List.copyOf(lives.keySet());
        return random.nextInt(3) == 0 ? there.get(random.nextInt(there.size())) : Tenant.SHARED;
    }

    private void write(Tenant tenant) {
        Workload life = lives.get(tenant);
        int number = progress.merge(tenant, 1, Integer::sum) - 1;
        int state = addState(tenant, Optional.of(life.state(number + 1)));
        Step step = new Step(
                life.name(number),
                Optional.of(tenant),
                state,
                life.isSynced(number),
                number,
                session -> life.run(number, session.store(tenant), session::runDue));
        written.put(step, life);
        steps.add(step);
    }

    private void create(Tenant tenant) {
        lives.put(tenant, new Workload(new Random(random.nextLong()), LIFE));
        progress.put(tenant, 0);
        int state = addState(tenant, Optional.of(Map.of()));
        steps.add(new Step("create", Optional.of(tenant), state, true, -1, session -> session.create(tenant)));
    }

    private void drop(Tenant tenant) {
        lives.remove(tenant);
        int state = addState(tenant, Optional.empty());
        steps.add(new Step("drop", Optional.of(tenant), state, true, -1, session -> session.drop(tenant)));
    }

    private void settle() {
        long bytes = 1L << (36 + random.nextInt(3));
        addPlain(
                "settings",
                session -> session.platform()
                        .update(Tenant.SHARED.id(), Tenant.SHARED.settings().withQuota(Quota.ofDisk(bytes))));
    }

    private void reconfigure() {
        StorageConfiguration changed = Platforms.SERIAL
                .with("wal.max_file_mb", random.nextBoolean() ? "0.015625" : "0.0625")
                .with("wal.recycle_files", Integer.toString(random.nextInt(3)))
                .with("memtable.max_mb", random.nextBoolean() ? "0.015625" : "1")
                .with("sstable.codec", random.nextBoolean() ? "none" : "lz4")
                .with("compaction.strategy", random.nextBoolean() ? "size-tiered" : "leveled");
        addPlain("configure", session -> session.platform().configure(changed));
    }

    private void addPlain(String name, Action action) {
        steps.add(new Step(name, Optional.empty(), 0, false, -1, action));
    }

    private int addState(Tenant tenant, Optional<Map<String, String>> rows) {
        states.get(tenant).add(rows);
        return states.get(tenant).size() - 1;
    }
}
