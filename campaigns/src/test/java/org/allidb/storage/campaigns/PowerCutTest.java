package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.campaigns.PlatformWorkload.Step;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * A campaign that cuts the power before and after every call of the file system that changes something.
 *
 * <p>Each cut leaves the device in many of the states that it may leave it in. The power is cut again during
 * recoveries, after power cuts and after kills. Then:
 *
 * <ul>
 *   <li>every acknowledged synced write is there;
 *   <li>no batch is there by half;
 *   <li>a tenant is there or not;
 *   <li>the platform opens and takes writes.
 * </ul>
 *
 * <p>{@code -Dallidb.soak=N} makes N times as many images.
 */
class PowerCutTest {

    private static final int IMAGES = 7_000 * Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 60;
    /** Of the calls of a recovery, one in so many is followed by a second power cut. */
    private static final int CUT_AGAIN_ONE_IN = 24;
    /** One in so many images is worked with after it was read. */
    private static final int USE_ONE_IN = 16;

    /** One in so many calls is followed by a kill. */
    private static final int KILL_ONE_IN = 6;

    private static final byte[] PROBE = Workload.PROBE.getBytes(StandardCharsets.UTF_8);

    private static final int MOST_FAILURES = 3;

    private final List<String> failures = new ArrayList<>();
    /** Whether the log used a file again: then it was released, kept and found again, too. */
    private boolean recycled;

    private int images;
    private int again;
    private int calls;

    @Test
    void acknowledgedWritesSurviveEveryPowerCut() {
        long seed = firstThatRecycles(Seed.get());
        int rounds = 0;
        while ((images < IMAGES || !recycled && images < 5 * IMAGES) && failures.size() < MOST_FAILURES) {
            new Round(seed + rounds++).run(true);
        }
        System.out.println("PowerCutTest: " + images + " images, " + again + " of them of recoveries, at " + calls
                + " calls of " + rounds + " workloads");
        assertEquals(List.of(), failures);
        assertTrue(recycled, "the workloads are too small: no segment was used again");
    }

    /** Returns the next seed whose workload uses a file of the log again, as far as a run without cuts tells. Not all do. */
    private long firstThatRecycles(long seed) {
        long next = seed;
        new Round(next).run(false);
        while (!recycled) {
            new Round(++next).run(false);
        }
        recycled = false;
        calls = 0;
        return next;
    }

    /** One workload on one file system. */
    private final class Round implements FaultPlan {

        private final long seed;
        private final Random random;
        private final PlatformWorkload workload;
        private final StrictMemVfs files = new StrictMemVfs();
        /** The earliest state of each tenant that may be found, and the latest. */
        private final Map<Tenant, Integer> earliest = new EnumMap<>(Tenant.class);

        /** What a process that is killed must have left. */
        private final Map<Tenant, Integer> acknowledged = new EnumMap<>(Tenant.class);

        private final Map<Tenant, Integer> latest = new EnumMap<>(Tenant.class);
        private String step = "the first open";
        /** Whether the power is cut. */
        private boolean on;

        Round(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.workload = new PlatformWorkload(random, STEPS);
            for (Tenant tenant : Tenant.values()) {
                earliest.put(tenant, 0);
                acknowledged.put(tenant, 0);
                latest.put(tenant, 0);
            }
        }

        void run(boolean cuts) {
            on = cuts;
            try (Session session = new Session(new FaultyVfs(files, this))) {
                for (int number = 0; number < workload.steps().size(); number++) {
                    Step next = workload.steps().get(number);
                    step = "step " + number + " (" + next.name() + ")";
                    next.tenant().ifPresent(tenant -> latest.put(tenant, next.state()));
                    next.action().on(session);
                    next.tenant().ifPresent(tenant -> acknowledged.put(tenant, next.state()));
                    if (next.synced()) {
                        next.tenant().ifPresent(tenant -> earliest.put(tenant, next.state()));
                    }
                    session.advance(random.nextInt(200));
                }
                step = "the close";
            }
        }

        @Override
        public void before(Operation operation, String name) {
            cut(operation, name, "before");
        }

        @Override
        public void after(Operation operation, String name) {
            calls++;
            recycled |= operation == Operation.WRITE && name.endsWith(".free");
            cut(operation, name, "after");
        }

        private void cut(Operation operation, String name, String when) {
            if (on && operation != Operation.READ && operation != Operation.OPEN && operation != Operation.MAP) {
                if (random.nextInt(8) == 0) {
                    files.writeBackSome(random);
                }
                String where = when + " " + operation + " of " + name + " in " + step;
                verify(files.afterPowerCut(random), earliest, "seed " + seed + ", cut " + where, true);
                if (random.nextInt(KILL_ONE_IN) == 0) {
                    // and the power is cut while the next process recovers
                    verify(files.afterKill(), acknowledged, "seed " + seed + ", killed " + where, true);
                }
            }
        }

        private void verify(StrictMemVfs image, Map<Tenant, Integer> from, String where, boolean first) {
            images++;
            again += first ? 0 : 1;
            Map<String, StrictMemVfs> cutAgain = new LinkedHashMap<>();
            boolean[] recovering = {first};
            FaultPlan secondCut = (operation, name) -> {
                if (recovering[0] && operation != Operation.READ && random.nextInt(CUT_AGAIN_ONE_IN) == 0) {
                    cutAgain.put(operation + " of " + name, image.afterPowerCut(random));
                }
            };
            Map<Tenant, Optional<Map<String, String>>> found = new TreeMap<>();
            try {
                // it is not closed: nothing of it runs, and the image is not read any more
                Session session = new Session(new FaultyVfs(image, secondCut));
                for (Tenant tenant : Tenant.values()) {
                    Optional<Map<String, String>> rows = session.rows(tenant);
                    found.put(tenant, rows);
                    if (workload.stateOf(tenant, rows, from.get(tenant), latest.get(tenant)) < 0) {
                        failures.add(where + ": " + workload.difference(tenant, rows, from.get(tenant)));
                    }
                }
                recovering[0] = false;
                if (random.nextInt(USE_ONE_IN) == 0) {
                    use(session, found);
                    session.close();
                }
            } catch (StorageException | AssertionError e) {
                failures.add(where + ": " + e);
            }
            if (failures.size() < MOST_FAILURES) {
                cutAgain.forEach((at, second) -> verify(second, earliest, where + ", and cut before " + at, false));
            }
        }

        /** What was found is there as long as it is not changed, and the platform works. */
        private void use(Session session, Map<Tenant, Optional<Map<String, String>>> found) {
            for (Tenant tenant : Tenant.values()) {
                if (session.exists(tenant)) {
                    // a batch of its own: this happens in the middle of a write, whose batch is the thread's
                    TenantStore store = session.store(tenant);
                    store.write(store.newBatch().put(PROBE, new byte[10]));
                    assertEquals(10, session.store(tenant).get(Workload.PROBE).orElseThrow().length);
                    session.store(tenant).flush();
                    session.store(tenant).compact();
                    assertEquals(found.get(tenant), session.rows(tenant), tenant + " after a compaction");
                } else {
                    session.create(tenant);
                    assertEquals(Optional.of(Map.of()), session.rows(tenant), tenant + " created again");
                    session.drop(tenant);
                }
            }
            session.reopen();
            found.forEach((tenant, rows) -> assertEquals(rows, session.rows(tenant), tenant + " after a reopen"));
        }
    }
}
