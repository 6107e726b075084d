package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.junit.jupiter.api.Test;

/** Rotations wait for no sync, and what a power cut leaves of several segments that were not synced is a beginning of the log. */
class RotationTest {

    private static final String FIRST = "0000000000000001.wal";
    private static final String SECOND = "0000000000000002.wal";
    private static final String KILOBYTE = "x".repeat(1_000);
    /** So many records of a kilobyte fill a segment by more than a half. */
    private static final int MORE_THAN_HALF = Journal.SEGMENT_BYTES / 2_000 + 1;

    private static final int ONE_SEGMENT = Journal.SEGMENT_BYTES / 1_040;
    private static final long PATIENCE_SECONDS = 60;

    private final StrictMemVfs files = new StrictMemVfs();
    private final SerialRuntime runtime = new SerialRuntime(new ManualClock());
    private final List<String> written = new ArrayList<>();

    private void writeBuffered(Journal journal, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            written.add(journal.writeBuffered(1, KILOBYTE));
        }
    }

    @Test
    void segmentThatIsMadeAheadIsTakenWithoutAnySyncOrNewFile() throws IOException {
        List<String> slow = new ArrayList<>();
        boolean[] watching = new boolean[1];
        FaultPlan plan = (operation, name) -> {
            boolean cheap = operation == FaultPlan.Operation.WRITE || operation == FaultPlan.Operation.MAP;
            if (watching[0] && !cheap) {
                slow.add(operation + " of " + name);
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of(), runtime)) {
            writeBuffered(journal, MORE_THAN_HALF);
            assertEquals(List.of(FIRST), Journal.segments(files));
            runtime.runDue();
            assertEquals(List.of(FIRST, SECOND), Journal.segments(files));
            watching[0] = true;
            writeBuffered(journal, ONE_SEGMENT);
            watching[0] = false;
            assertEquals(List.of(), slow);
            assertEquals(List.of(FIRST, SECOND), Journal.segments(files));
            assertKept(files.afterKill());
        }
    }

    /** The process is killed: what it has written is there. */
    private void assertKept(StrictMemVfs killed) throws IOException {
        try (Journal journal = Journal.open(killed)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void afterAPowerCutABeginningIsThereAndTheLogContinuesBehindIt() throws IOException {
        Random random = new Random(Seed.get());
        int torn = 0;
        for (int round = 0; round < 30; round++) {
            StrictMemVfs fresh = new StrictMemVfs();
            SerialRuntime ahead = new SerialRuntime(new ManualClock());
            written.clear();
            StrictMemVfs cut;
            try (Journal journal = Journal.open(fresh, Map.of(), ahead)) {
                written.add(journal.write(1, "synced"));
                for (int part = 0; part < 3; part++) {
                    writeBuffered(journal, 1 + random.nextInt(ONE_SEGMENT));
                    if (random.nextBoolean()) {
                        ahead.runDue();
                    }
                }
                fresh.writeBackSome(random);
                cut = fresh.afterPowerCut(random);
            }
            Surveyed survey = Surveyed.of(cut);
            List<String> found = new ArrayList<>();
            try (Journal journal = Journal.open(cut)) {
                found.addAll(journal.replayed());
                assertEquals(found, survey.records(), "a check finds other records than an open");
                assertEquals(List.of(), survey.damage());
                assertTrue(!found.isEmpty(), "the synced record is lost");
                assertEquals(written.subList(0, found.size()), found);
                torn += found.size() < written.size() ? 1 : 0;
                found.add(journal.write(1, "later"));
                cut = cut.afterPowerCut(random);
            }
            try (Journal journal = Journal.open(cut)) {
                assertEquals(found, journal.replayed());
            }
        }
        assertTrue(torn > 0, "no power cut took anything");
    }

    /** What is replayed of several segments is built upon, and must not vanish at the next power cut. */
    @Test
    void whatIsReplayedOfSeveralSegmentsIsDurableAfterTheOpen() throws IOException {
        try (Journal journal = Journal.open(files, Map.of(), runtime)) {
            writeBuffered(journal, 2 * ONE_SEGMENT);
            StrictMemVfs killed = files.afterKill();
            try (Journal again = Journal.open(killed)) {
                assertEquals(written, again.replayed());
                for (int seed = 0; seed < 20; seed++) {
                    try (Journal last = Journal.open(killed.afterPowerCut(new Random(seed)))) {
                        assertEquals(written, last.replayed());
                    }
                }
            }
        }
    }

    /** A sync covers what was there when it began. The segment is no longer the active one when the sync ends. */
    @Test
    void whatIsAppendedDuringASyncIsNotTakenForSyncedByARotation() throws Exception {
        CountDownLatch syncing = new CountDownLatch(1);
        CountDownLatch rotated = new CountDownLatch(1);
        boolean[] holding = new boolean[1];
        FaultPlan plan = new FaultPlan() {
            @Override
            public void before(Operation operation, String name) {}

            @Override
            public void after(Operation operation, String name) {
                if (holding[0] && operation == Operation.SYNC && name.equals(FIRST)) {
                    syncing.countDown();
                    await(rotated);
                }
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of(), runtime);
                ExecutorService leader = Executors.newSingleThreadExecutor()) {
            writeBuffered(journal, MORE_THAN_HALF);
            runtime.runDue();
            holding[0] = true;
            Future<String> synced = leader.submit(() -> journal.write(2, "synced"));
            await(syncing);
            writeBuffered(journal, ONE_SEGMENT);
            holding[0] = false;
            rotated.countDown();
            synced.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            journal.write(2, "synced too");
            for (int seed = 0; seed < 20; seed++) {
                try (Journal again = Journal.open(files.afterPowerCut(new Random(seed)))) {
                    List<String> found = again.replayed().stream()
                            .filter(record -> record.startsWith("1/"))
                            .toList();
                    assertEquals(written, found);
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not come");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The mark is synced along with the first record behind it, and the second record knows that. */
    @Test
    void markThatIsDamagedIsToldIfALaterSegmentKnowsItToBeDurable() throws IOException {
        try (Journal journal = Journal.open(files, Map.of(), runtime)) {
            while (Journal.segments(files).size() == 1) {
                written.add(journal.write(1, KILOBYTE));
            }
            StrictMemVfs early = files.afterKill();
            flipMark(early);
            assertEquals(List.of(), Surveyed.of(early).damage());
            // its one record is all that the second segment has, and does not know that it is durable itself
            try (Journal again = Journal.open(early)) {
                assertEquals(written.subList(0, written.size() - 1), again.replayed());
            }
            journal.write(1, KILOBYTE);
            StrictMemVfs late = files.afterKill();
            int mark = flipMark(late);
            assertEquals(
                    List.of("wal/" + FIRST + " at " + mark), Surveyed.of(late).damage());
            DamagedLogException told = assertThrows(DamagedLogException.class, () -> Journal.open(late));
            assertEquals(
                    "the log segment " + FIRST + " is damaged at byte " + mark
                            + ", although later records know it to be durable; nothing was changed. Restore the segment"
                            + " from a backup, or salvage what is intact with 'allidb repair DIR INTO'",
                    told.getMessage());
        }
    }

    /** Damages the last record of the first segment; returns its offset. */
    private static int flipMark(StrictMemVfs files) throws IOException {
        byte[] content = Journal.content(files, FIRST);
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        Journal.overwrite(files, FIRST, end - 1, (byte) ~content[end - 1]);
        for (int at = end - RecordFormat.HEADER_LENGTH; ; at++) {
            if (content[at + 4] == RecordFormat.ROTATED && content[at] == 0) {
                return at;
            }
        }
    }

    @Test
    void writersThatAreFarAheadWaitForASync() throws IOException {
        try (Journal journal = Journal.open(files, Map.of(), runtime)) {
            long before = journal.log().syncedPosition();
            writeBuffered(journal, 2 * ONE_SEGMENT);
            assertEquals(before, journal.log().syncedPosition());
            writeBuffered(journal, 2 * ONE_SEGMENT);
            assertTrue(journal.log().syncedPosition() > before, "nothing was synced");
        }
        assertKept(files);
    }

    /** That is the shortest wait that brings it nearer. */
    @Test
    void writersThatAreFarAheadWaitForTheOldestSegmentAlone() throws IOException {
        List<String> synced = new ArrayList<>();
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && !synced.isEmpty()) {
                synced.add(name);
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of(), runtime)) {
            writeBuffered(journal, 2 * ONE_SEGMENT);
            List<String> old = Journal.segments(files);
            synced.add("from now on");
            for (int i = 0; i < 2 * ONE_SEGMENT && !synced.contains(FIRST); i++) {
                writeBuffered(journal, 1);
            }
            assertEquals(List.of(FIRST), synced.stream().filter(old::contains).toList());
        }
        assertKept(files);
    }

    @Test
    void nextSegmentThatCannotBeMadeIsMadeWhenItIsNeeded() throws IOException {
        boolean[] failing = {false};
        FaultPlan plan = (operation, name) -> {
            if (failing[0] && operation == FaultPlan.Operation.CREATE) {
                throw new IOException("Input/output error");
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of(), runtime)) {
            failing[0] = true;
            writeBuffered(journal, MORE_THAN_HALF);
            runtime.runDue();
            assertEquals(List.of(FIRST), Journal.segments(files));
            failing[0] = false;
            writeBuffered(journal, ONE_SEGMENT);
            assertEquals(2, Journal.segments(files).size());
        }
        assertEquals(List.of(), runtime.failures());
        assertKept(files);
    }

    /** The blocks behind those that exist are made without the lock. A record that needs one of them waits. */
    @Test
    void zerosThatAreBeingWrittenNeverCoverARecord() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        FaultPlan plan = new FaultPlan() {
            private boolean isAhead(Operation operation) {
                return operation == Operation.WRITE
                        && Thread.currentThread().getName().contains("wal-ahead");
            }

            @Override
            public void before(Operation operation, String name) {
                if (isAhead(operation)) {
                    begun.countDown();
                    await(held);
                }
            }

            @Override
            public void after(Operation operation, String name) {
                if (isAhead(operation)) {
                    done.countDown();
                }
            }
        };
        Map<String, String> large = Map.of("max_file_mb", "8", "max_total_mb", "64");
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), large, new TestRuntime(new ManualClock()))) {
            writeBuffered(journal, 1);
            await(begun);
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    writeBuffered(journal, 1_000);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            while (writer.isAlive() && writer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            held.countDown();
            writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertEquals(1_001, written.size());
            await(done);
            assertKept(files.afterKill());
        }
    }

    @Test
    void threadsThatWriteSyncAndFlushFindAllAfterAKill() throws Exception {
        int threads = 4;
        AtomicLongArray flushed = new AtomicLongArray(threads + 1);
        StrictMemVfs killed;
        try (Journal journal = Journal.open(files, Map.of(), new TestRuntime(new ManualClock()));
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 1; thread <= threads; thread++) {
                int generation = thread;
                Random random = new Random(Seed.get() + thread);
                done.add(pool.submit(() -> {
                    byte[] record = KILOBYTE.getBytes(StandardCharsets.US_ASCII);
                    for (int i = 1; i <= 500; i++) {
                        boolean sync = random.nextInt(20) == 0;
                        long end = journal.log().append(generation, i, record, 0, record.length, sync);
                        if (sync) {
                            journal.log().sync(end);
                        }
                        if (random.nextInt(50) == 0) {
                            flushed.set(generation, i);
                            journal.log().flushed(generation, i);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> each : done) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            killed = files.afterKill();
        }
        try (Journal journal = Journal.open(killed)) {
            for (int generation = 1; generation <= threads; generation++) {
                List<String> wanted = new ArrayList<>();
                for (long i = flushed.get(generation) + 1; i <= 500; i++) {
                    wanted.add(generation + "/" + i + " " + KILOBYTE);
                }
                String prefix = generation + "/";
                assertEquals(
                        wanted,
                        journal.replayed().stream()
                                .filter(record -> record.startsWith(prefix))
                                .toList());
            }
        }
    }

    @Test
    void nextSegmentThatIsNotNeededIsRemovedByAClose() throws IOException {
        try (Journal journal = Journal.open(files, Map.of(), runtime)) {
            writeBuffered(journal, MORE_THAN_HALF);
            runtime.runDue();
            assertEquals(2, Journal.segments(files).size());
        }
        assertEquals(List.of(FIRST), Journal.segments(files));
        assertKept(files);
    }
}
