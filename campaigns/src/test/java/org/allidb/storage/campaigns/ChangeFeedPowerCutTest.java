package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.semantics.FollowedRows;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A campaign that cuts the power, or kills the process, before and after calls of the file system while a consumer follows a tenant.
 *
 * <ul>
 *   <li>What the consumer has seen is there afterwards, as it saw it: it continues at its position, and its copy is what a scan finds.
 *   <li>At each earlier position it reads again what it has read there.
 *   <li>With a retention that keeps everything no position is ever lost; with a short one the consumer is told.
 * </ul>
 */
class ChangeFeedPowerCutTest {

    private static final int IMAGES = 700 * Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 70;
    /** A retention of several files that is never used up. */
    private static final String KEEPS_ALL = "0.2";

    /** One in so many calls is followed by a cut. */
    private static final int CUT_ONE_IN = 12;

    private static final int FOLLOW_ONE_IN = 4;
    /** One in so many calls of an open is followed by a second cut. */
    private static final int CUT_AGAIN_ONE_IN = 100;

    private int images;
    private int lost;
    private int continued;

    @ParameterizedTest
    @ValueSource(strings = {KEEPS_ALL, "0.015"})
    void consumerContinuesWhereItWas(String retentionMb) {
        long seed = Seed.get();
        for (int rounds = 0; images < IMAGES; rounds++) {
            new Round(seed + rounds, retentionMb).run();
        }
        System.out.println("ChangeFeedPowerCutTest: " + images + " images, " + continued + " consumers continued, "
                + lost + " had lost their place");
        assertTrue(continued > images / 4, continued + " continued");
    }

    /** A consumer and what it has seen. */
    private static final class Consumer {

        private FollowedRows copy;
        private final List<ChangePosition> positions = new ArrayList<>();
        private final Map<ChangePosition, String> seen = new HashMap<>();

        Consumer(FeedWorkload work) {
            copy = FollowedRows.fromSnapshot(work.store());
            positions.add(copy.position());
        }

        void follow(FeedWorkload work) {
            List<ChangeBatch> batches = FollowedRows.read(work.store(), copy.position());
            copy.follow(work.store());
            for (ChangeBatch batch : batches) {
                positions.add(batch.position());
                seen.put(batch.position(), batch.changes().toString());
            }
        }
    }

    private final class Round implements FaultPlan {

        private final long seed;
        private final String retentionMb;
        private final Random random;
        private final StrictMemVfs files = new StrictMemVfs();
        private Consumer consumer;
        private String step = "";

        Round(long seed, String retentionMb) {
            this.seed = seed;
            this.retentionMb = retentionMb;
            this.random = new Random(seed);
        }

        void run() {
            try (FeedWorkload work = new FeedWorkload(new FaultyVfs(files, this), random, retentionMb)) {
                consumer = new Consumer(work);
                for (int i = 0; i < STEPS && images < IMAGES; i++) {
                    step = "step " + i;
                    work.step(false);
                    if (random.nextInt(FOLLOW_ONE_IN) == 0) {
                        try {
                            consumer.follow(work);
                        } catch (ChangesLostException e) {
                            lost(work, e);
                            consumer = new Consumer(work);
                        }
                    }
                }
            }
        }

        @Override
        public void before(Operation operation, String name) {
            cut(operation, name);
        }

        @Override
        public void after(Operation operation, String name) {
            cut(operation, name);
        }

        private void cut(Operation operation, String name) {
            if (consumer == null
                    || operation == Operation.READ
                    || operation == Operation.OPEN
                    || operation == Operation.MAP
                    || random.nextInt(CUT_ONE_IN) > 0) {
                return;
            }
            if (random.nextInt(4) == 0) {
                files.writeBackSome(random);
            }
            boolean killed = random.nextInt(4) == 0;
            images++;
            try {
                StrictMemVfs image = killed ? files.afterKill() : files.afterPowerCut(random);
                for (StrictMemVfs again : verify(image, true)) {
                    images++;
                    verify(again, false);
                }
            } catch (StorageException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", " + step + ", " + (killed ? "killed" : "power cut") + " at " + operation
                                + " of " + name + ", image " + images + ": " + e,
                        e);
            }
        }

        /** Checks what a consumer finds; returns images of power cuts while the platform was opened. */
        private List<StrictMemVfs> verify(StrictMemVfs image, boolean first) {
            List<StrictMemVfs> cutAgain = new ArrayList<>();
            Random chance = new Random(random.nextLong());
            FaultPlan secondCut = (operation, name) -> {
                if (first && cutAgain.isEmpty() && chance.nextInt(CUT_AGAIN_ONE_IN) == 0) {
                    cutAgain.add(image.afterPowerCut(chance));
                }
            };
            boolean[] opened = new boolean[1];
            FaultPlan whileOpening = (operation, name) -> {
                if (!opened[0]) {
                    secondCut.before(operation, name);
                }
            };
            try (FeedWorkload work = new FeedWorkload(new FaultyVfs(image, whileOpening), chance, retentionMb)) {
                opened[0] = true;
                FollowedRows copy = consumer.copy.copy();
                try {
                    readAgain(work, chance);
                    copy.follow(work.store());
                    continued++;
                } catch (ChangesLostException e) {
                    lost(work, e);
                    copy = FollowedRows.fromSnapshot(work.store());
                }
                assertEquals(FollowedRows.scanned(work.store()), copy.rows());
                for (int i = chance.nextInt(6); i > 0; i--) {
                    work.step(false);
                }
                if (chance.nextBoolean()) {
                    work.reopen();
                }
                try {
                    copy.follow(work.store());
                } catch (ChangesLostException e) {
                    lost(work, e);
                    return cutAgain;
                }
                assertEquals(FollowedRows.scanned(work.store()), copy.rows());
            }
            return cutAgain;
        }

        private void readAgain(FeedWorkload work, Random chance) {
            ChangePosition from = consumer.positions.get(chance.nextInt(consumer.positions.size()));
            for (ChangeBatch batch : FollowedRows.read(work.store(), from)) {
                String before = consumer.seen.get(batch.position());
                if (batch.position().sequence() <= consumer.copy.position().sequence()) {
                    assertEquals(before, batch.changes().toString(), "seen before");
                }
            }
        }

        /** A consumer is told only what is true: its position is before what is kept, or of a feed that ended. */
        private void lost(FeedWorkload work, ChangesLostException told) {
            lost++;
            assertTrue(!retentionMb.equals(KEEPS_ALL), told.getMessage());
            ChangePosition oldest = work.store().changeFeed().oldest();
            assertEquals(oldest, told.oldest().orElseThrow(), told.getMessage());
        }
    }
}
