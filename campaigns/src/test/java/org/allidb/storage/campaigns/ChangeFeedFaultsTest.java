package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.semantics.FollowedRows;
import org.allidb.storage.testkit.FaultAt;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A campaign that fails calls on the files of a change feed, once and for good.
 *
 * <ul>
 *   <li>No write, flush, open or read of rows fails for it, and none is lost.
 *   <li>A consumer has exactly what was written, or is told that it has to begin again. Then a snapshot and the feed are a copy.
 *   <li>So it is after a power cut, too.
 * </ul>
 */
class ChangeFeedFaultsTest {

    private static final int RUNS = 24 * Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 60;
    private static final int REPAIRED = 45;

    private final Random random = new Random(Seed.get());
    private int struck;
    private int told;

    @ParameterizedTest
    @EnumSource(
            value = FaultAt.Kind.class,
            names = {"DELAY", "INTERRUPT"},
            mode = EnumSource.Mode.EXCLUDE)
    void failingFeedFailsNothingElseAndNoGapIsSilent(FaultAt.Kind kind) {
        for (int run = 0; run < RUNS; run++) {
            // faults of some kinds have few calls to strike
            int failing = random.nextInt(1 << random.nextInt(1, 8));
            boolean forGood = run % 3 == 0;
            long seed = random.nextLong();
            try {
                new Round(kind, failing, forGood, seed).run();
            } catch (StorageException | AssertionError e) {
                throw new AssertionError(
                        kind + " at call " + failing + (forGood ? " for good" : "") + ", run " + run + ": " + e, e);
            }
        }
        System.out.println("ChangeFeedFaultsTest: " + kind + " struck " + struck + " times of " + RUNS + ", " + told
                + " consumers were told");
        assertTrue(struck > 0, "no fault struck");
    }

    /** Passes calls on files of feeds to another plan. */
    private static final class OnFeeds implements FaultPlan {

        private final FaultAt fault;
        private Operation struck = Operation.OPEN;

        OnFeeds(FaultAt fault) {
            this.fault = fault;
        }

        private static boolean isOfAFeed(String name) {
            return name.endsWith(".feed") || name.endsWith("/feed");
        }

        @Override
        public void before(Operation operation, String name) throws IOException {
            if (isOfAFeed(name)) {
                try {
                    fault.before(operation, name);
                } catch (IOException | OutOfMemoryError e) {
                    struck = operation;
                    throw e;
                }
            }
        }

        @Override
        public void after(Operation operation, String name) throws IOException {
            if (isOfAFeed(name)) {
                try {
                    fault.after(operation, name);
                } catch (IOException e) {
                    struck = operation;
                    throw e;
                }
            }
        }

        @Override
        public int bytesOfWrite(String name, int length) {
            return isOfAFeed(name) ? fault.bytesOfWrite(name, length) : length;
        }

        @Override
        public int bytesOfRead(String name, int length) {
            return isOfAFeed(name) ? fault.bytesOfRead(name, length) : length;
        }
    }

    private final class Round {

        private final StrictMemVfs files = new StrictMemVfs();
        private final FaultAt fault;
        private final Random chance;

        Round(FaultAt.Kind kind, int failing, boolean forGood, long seed) {
            this.fault = new FaultAt(kind, files, failing, forGood);
            this.chance = new Random(seed);
        }

        void run() {
            FollowedRows copy = null;
            OnFeeds plan = new OnFeeds(fault);
            try (FeedWorkload work = new FeedWorkload(new FaultyVfs(files, plan), chance, "0.05")) {
                for (int i = 0; i < STEPS; i++) {
                    step(work, plan);
                    if (i == REPAIRED) {
                        fault.repair();
                        work.store().flush();
                    }
                    if (chance.nextInt(3) == 0) {
                        copy = followed(work, copy);
                    }
                    if (chance.nextInt(20) == 0) {
                        afterwards(files.afterPowerCut(chance), copy);
                    }
                }
                struck += fault.hasStruck() ? 1 : 0;
            }
            afterwards(files.afterKill(), copy);
        }

        private void step(FeedWorkload work, OnFeeds plan) {
            try {
                work.step(true);
            } catch (StorageException | OutOfMemoryError e) {
                // the guard measures all files of a tenant that is opened, whatever they are
                if (work.isOpen() || plan.struck != FaultPlan.Operation.READ) {
                    throw e;
                }
                fault.repair();
                work.reopen();
            }
        }

        private void afterwards(StrictMemVfs image, FollowedRows copy) {
            try (FeedWorkload work = new FeedWorkload(image, chance, "0.05")) {
                FollowedRows followed = followed(work, copy == null ? null : copy.copy());
                if (followed == null) {
                    throw new AssertionError("a feed without faults has no position for a snapshot");
                }
                work.step(false);
                followed(work, followed);
            }
        }

        /** Returns a copy that has everything; null if the consumer cannot begin now. */
        private FollowedRows followed(FeedWorkload work, FollowedRows copy) {
            FollowedRows followed = copy;
            if (followed != null) {
                try {
                    followed.follow(work.store());
                } catch (ChangesLostException e) {
                    told++;
                    followed = null;
                } catch (StorageIoException | OutOfMemoryError e) {
                    // the same call may do the next time: the consumer is where it was
                    return copy;
                }
            }
            if (followed == null) {
                try {
                    followed = FollowedRows.fromSnapshot(work.store());
                } catch (ChangesLostException | StorageIoException | OutOfMemoryError e) {
                    told++;
                    return null;
                }
            }
            assertEquals(FollowedRows.scanned(work.store()), followed.rows());
            return followed;
        }
    }
}
