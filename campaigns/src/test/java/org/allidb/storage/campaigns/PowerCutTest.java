package org.allidb.storage.campaigns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The power is cut before and after calls of the file system, in every way in which it may leave the device, also during
 * recoveries: every acknowledged synced write is there, no batch is there by half, the platform opens and takes writes.
 * {@code -Dallidb.soak=N} makes N times as many images.
 */
class PowerCutTest {

    private static final int SOAK = Integer.getInteger("allidb.soak", 1);
    private static final int ROUNDS = 12 * SOAK;
    private static final int STEPS = 60;
    /** One in so many calls is followed by a power cut. */
    private static final int CUT_ONE_IN = 12;

    private static final int MOST_FAILURES = 5;

    private final List<String> failures = new ArrayList<>();
    private final AtomicInteger images = new AtomicInteger();

    @Test
    void acknowledgedWritesSurviveEveryPowerCut() {
        long seed = Seed.of(PowerCutTest.class);
        for (int round = 0; round < ROUNDS && failures.size() < MOST_FAILURES; round++) {
            new Round(seed + round).run();
        }
        assertEquals(List.of(), failures);
        assertTrue(images.get() > ROUNDS, "too few images: " + images);
        System.out.println("PowerCutTest: " + images + " images");
    }

    /** One workload on one file system. */
    private final class Round implements FaultPlan {

        private final long seed;
        private final Random random;
        private final Workload workload;
        private final StrictMemVfs files = new StrictMemVfs();
        /** The earliest state that may be found, and the latest. */
        private volatile int durableState;

        private volatile int latestState;
        private boolean on;

        Round(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.workload = new Workload(random, STEPS);
        }

        void run() {
            try (StoragePlatform platform = Platforms.open(new FaultyVfs(files, this));
                    TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
                on = true;
                for (int step = 0; step < workload.length(); step++) {
                    latestState = step + 1;
                    workload.run(step, store);
                    if (workload.isSynced(step)) {
                        durableState = step + 1;
                    }
                }
            }
            on = false;
        }

        @Override
        public synchronized void before(Operation operation, String name) {
            maybeCut(operation, name, "before");
        }

        @Override
        public synchronized void after(Operation operation, String name) {
            maybeCut(operation, name, "after");
        }

        private void maybeCut(Operation operation, String name, String when) {
            if (on && operation != Operation.READ && operation != Operation.OPEN) {
                if (random.nextInt(8) == 0) {
                    files.writeBackSome(random);
                }
                if (random.nextInt(CUT_ONE_IN) == 0) {
                    // the image may have what began after the first line and before the third
                    int earliest = durableState;
                    StrictMemVfs image = files.afterPowerCut(random);
                    int latest = latestState;
                    String where = "seed " + seed + ", cut " + when + " " + operation + " of " + name + " in step "
                            + workload.describe(Math.max(0, latest - 1));
                    verify(image, earliest, latest, where, true);
                }
            }
        }

        private void verify(StrictMemVfs image, int earliest, int latest, String where, boolean again) {
            images.incrementAndGet();
            Map<String, StrictMemVfs> cutAgain = new LinkedHashMap<>();
            FaultPlan secondCut = (operation, name) -> {
                if (again && operation != Operation.READ && random.nextInt(20) == 0) {
                    cutAgain.put(operation + " of " + name, image.afterPowerCut(random));
                }
            };
            int found;
            try (StoragePlatform platform = Platforms.open(new FaultyVfs(image, secondCut));
                    TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
                found = workload.stateOf(store, earliest, latest);
                if (found < 0) {
                    fail(where + ": " + workload.difference(store, earliest));
                    return;
                }
                store.put(Workload.PROBE, new byte[10]);
                assertEquals(10, store.get(Workload.PROBE).orElseThrow().length);
            } catch (StorageException | AssertionError e) {
                fail(where + ": " + e);
                return;
            }
            cutAgain.forEach((at, second) ->
                    verify(second, earliest, latest, where + ", and again before " + at, false));
        }

        private void fail(String what) {
            synchronized (failures) {
                failures.add(what);
            }
        }
    }
}
