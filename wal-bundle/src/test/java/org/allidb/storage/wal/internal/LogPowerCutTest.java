package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * A campaign that cuts the power before and after calls of the file system while a log is written, released, closed and
 * opened. What was synced and is not flushed is found, in one piece. What is built upon it is found too.
 */
class LogPowerCutTest {

    private static final int ROUNDS = 3 * Integer.getInteger("allidb.soak", 1);
    private static final int SESSIONS = 8;
    private static final int STEPS = 25;
    private static final int CUT_ONE_IN = 6;
    private static final int GENERATIONS = 2;

    private final Random random = new Random(Seed.get());
    private final AtomicInteger images = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void whatIsSyncedAndNotFlushedIsFoundAfterEveryPowerCut() throws IOException {
        for (int round = 0; round < ROUNDS && wrong.isEmpty(); round++) {
            new Round().run();
        }
        assertEquals(List.of(), wrong);
        assertTrue(images.get() > 10 * ROUNDS, images + " images");
    }

    /** One log, from its creation through several sessions. */
    private final class Round implements FaultPlan {

        private final StrictMemVfs files = new StrictMemVfs();
        private final SerialRuntime runtime = new SerialRuntime(new ManualClock());
        /** The last sequences of each generation: appended, known to be synced, said to be flushed. */
        private final AtomicLongArray appended = new AtomicLongArray(GENERATIONS + 1);

        /** The last generation that is ever flushed. */
        private final int flushing = 1 + random.nextInt(GENERATIONS);

        private final AtomicLongArray synced = new AtomicLongArray(GENERATIONS + 1);
        private final AtomicLongArray flushed = new AtomicLongArray(GENERATIONS + 1);

        void run() throws IOException {
            for (int session = 0; session < SESSIONS; session++) {
                boolean seldom = random.nextInt(3) == 0;
                try (Journal journal = Journal.open(new FaultyVfs(files, this), Map.of(), runtime)) {
                    for (int step = 0; step < STEPS; step++) {
                        step(journal, seldom);
                        if (random.nextInt(4) == 0) {
                            runtime.runDue();
                        }
                    }
                }
            }
        }

        private void step(Journal journal, boolean seldom) throws IOException {
            int generation = 1 + random.nextInt(GENERATIONS);
            if (random.nextInt(8) == 0 && generation <= flushing) {
                long behind = random.nextBoolean() ? 0 : random.nextInt(10);
                flushed.accumulateAndGet(generation, synced.get(generation) - behind, Math::max);
                journal.log().flushed(generation, flushed.get(generation));
                return;
            }
            boolean sync = seldom ? random.nextInt(15) == 0 : random.nextInt(3) > 0;
            long sequence = appended.incrementAndGet(generation);
            byte[] text = text(sequence).getBytes(StandardCharsets.US_ASCII);
            long position = journal.log().append(generation, sequence, text, 0, text.length, sync);
            if (sync) {
                journal.log().sync(position);
                for (int each = 1; each <= GENERATIONS; each++) {
                    synced.set(each, appended.get(each));
                }
            }
        }

        @Override
        public void before(Operation operation, String name) {
            maybeCut(operation, name, "before");
        }

        @Override
        public void after(Operation operation, String name) {
            maybeCut(operation, name, "after");
        }

        private void maybeCut(Operation operation, String name, String when) {
            synchronized (wrong) {
                if (operation != Operation.READ && operation != Operation.OPEN && random.nextInt(CUT_ONE_IN) == 0) {
                    if (random.nextInt(4) == 0) {
                        files.writeBackSome(random);
                    }
                    try {
                        verify(files.afterPowerCut(random));
                    } catch (IOException | AssertionError e) {
                        wrong.add("cut " + when + " " + operation + " of " + name + ": " + e);
                    }
                }
            }
        }

        private void verify(StrictMemVfs image) throws IOException {
            images.incrementAndGet();
            List<String> found;
            StrictMemVfs cutAgain;
            try (Journal journal = Journal.open(image)) {
                found = new ArrayList<>(journal.replayed());
                for (int generation = 1; generation <= GENERATIONS; generation++) {
                    check(generation, found);
                }
                found.add(journal.write(GENERATIONS + 1, "built upon it"));
                cutAgain = image.afterPowerCut(random);
            }
            try (Journal journal = Journal.open(cutAgain)) {
                assertEquals(found, journal.replayed(), "after a second cut");
            }
        }

        private void check(int generation, List<String> found) {
            List<String> mine = found.stream()
                    .filter(record -> record.startsWith(generation + "/"))
                    .toList();
            long first = mine.isEmpty() ? synced.get(generation) + 1 : sequence(mine.getFirst());
            List<String> wanted = new ArrayList<>();
            for (long sequence = first; sequence < first + mine.size(); sequence++) {
                wanted.add(generation + "/" + sequence + " " + text(sequence));
            }
            assertEquals(wanted, mine);
            assertTrue(
                    first <= flushed.get(generation) + 1
                            || mine.isEmpty() && synced.get(generation) <= flushed.get(generation),
                    "generation " + generation + " begins at " + first + ", but is flushed to "
                            + flushed.get(generation));
            assertTrue(
                    mine.isEmpty() || sequence(mine.getLast()) >= synced.get(generation),
                    "generation " + generation + " ends before " + synced.get(generation));
        }
    }

    private static long sequence(String record) {
        return Long.parseLong(record.substring(record.indexOf('/') + 1, record.indexOf(' ')));
    }

    private static String text(long sequence) {
        return "x".repeat((int) (sequence * 7_919 % 5_000));
    }
}
