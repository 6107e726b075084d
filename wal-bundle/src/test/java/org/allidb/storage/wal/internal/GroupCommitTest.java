package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

/** Many threads that wait for one sync, syncs that fail, and logs that close meanwhile. */
class GroupCommitTest {

    private static final int THREADS = 16;
    private static final int RECORDS = 200;
    private static final long PATIENCE_SECONDS = 20;

    private final StrictMemVfs files = new StrictMemVfs();

    @Test
    void oneSyncServesAllThatWait() throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        CountDownLatch allAppended = new CountDownLatch(THREADS);
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && name.endsWith(".wal") && syncs.incrementAndGet() > 2) {
                await(allAppended);
            }
        };
        Set<String> written = ConcurrentHashMap.newKeySet();
        try (Journal journal = Journal.open(new FaultyVfs(files, plan));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            syncs.set(2);
            WriteAheadLog log = journal.log();
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 1; thread <= THREADS; thread++) {
                long generation = thread;
                done.add(threads.submit(() -> {
                    long position = log.append(generation, 1, new byte[] {'x'}, 0, 1, true);
                    allAppended.countDown();
                    log.sync(position);
                    written.add(generation + "/1 x");
                    return true;
                }));
            }
            for (Future<?> each : done) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertTrue(syncs.get() - 2 <= 2, (syncs.get() - 2) + " syncs for " + THREADS + " threads");
        }
        try (Journal journal = Journal.open(files.afterPowerCut(new Random(1)))) {
            assertEquals(written, new HashSet<>(journal.replayed()));
        }
    }

    @Test
    void recordsOfManyThreadsAreAllFound() throws Exception {
        Set<String> written = ConcurrentHashMap.newKeySet();
        StrictMemVfs found;
        try (Journal journal = Journal.open(files, Map.of(), new TestRuntime(new ManualClock()));
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 1; thread <= THREADS; thread++) {
                long generation = thread;
                done.add(threads.submit(() -> {
                    for (int i = 1; i <= RECORDS; i++) {
                        byte[] record = ("r" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                        journal.log().sync(journal.log().append(generation, i, record, 0, record.length, true));
                        written.add(generation + "/" + i + " r" + i);
                    }
                    return true;
                }));
            }
            for (Future<?> each : done) {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            found = files.afterPowerCut(new Random(2));
        }
        try (Journal journal = Journal.open(found)) {
            assertEquals(THREADS * RECORDS, journal.replayed().size());
            assertEquals(written, new HashSet<>(journal.replayed()));
        }
    }

    @Test
    void recordOutlivesTheProcessIfSyncsAreSwitchedOffBeforeItsSync() throws IOException {
        byte[] record = {'x'};
        StrictMemVfs killed;
        try (Journal journal = Journal.open(files)) {
            WriteAheadLog log = journal.log();
            long position = log.append(1, 1, record, 0, record.length, true);
            log.reconfigure(Options.make(WalOptions.class, Map.of("fsync", "false")));
            log.sync(position);
            killed = files.afterKill();
        }
        try (Journal journal = Journal.open(killed)) {
            assertEquals(List.of("1/1 x"), journal.replayed());
        }
    }

    @Test
    void leaderWithoutMemoryForItsErrorHandsTheLeadOn() throws Exception {
        GroupCommit commits = new GroupCommit(0);
        CountDownLatch waiting = new CountDownLatch(1);
        GroupCommit.Sync sync = () -> {
            await(waiting);
            throw new NoMemoryToSayWhy();
        };
        List<Future<Throwable>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FutureTask<Throwable> writer = new FutureTask<>(() -> told(commits, sync));
            Thread.ofPlatform().daemon().start(writer);
            all.add(writer);
        }
        waiting.countDown();
        for (Future<Throwable> each : all) {
            assertTrue(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof FailedLogException);
        }
    }

    /** What a part covers need not wait for the rest. */
    @Test
    void leaderWhoseSyncComesInPartsWakesTheOthersAfterEachPart() throws Exception {
        GroupCommit commits = new GroupCommit(0);
        CountDownLatch firstPart = new CountDownLatch(1);
        CountDownLatch lastPart = new CountDownLatch(1);
        AtomicInteger parts = new AtomicInteger();
        GroupCommit.Sync sync = () -> {
            int part = parts.incrementAndGet();
            await(part == 1 ? firstPart : lastPart);
            return part;
        };
        FutureTask<Boolean> leader = new FutureTask<>(() -> {
            commits.await(3, sync);
            return true;
        });
        Thread leading = Thread.ofPlatform().daemon().start(leader);
        awaitWaiting(leading);
        FutureTask<Integer> covered = new FutureTask<>(() -> {
            commits.await(1, () -> {
                throw new AssertionError("there is a leader");
            });
            return parts.get();
        });
        awaitWaiting(Thread.ofPlatform().daemon().start(covered));
        firstPart.countDown();
        assertTrue(covered.get(PATIENCE_SECONDS, TimeUnit.SECONDS) < 3, "it waited for all parts");
        lastPart.countDown();
        assertTrue(leader.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(3, commits.synced());
    }

    @Test
    void syncThatComesNoFurtherIsToldAndHoldsNobody() {
        GroupCommit commits = new GroupCommit(0);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "a sync of what was appended did not cover position 1",
                    assertThrows(IllegalStateException.class, () -> commits.await(1, () -> 0))
                            .getMessage());
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private static Throwable told(GroupCommit commits, GroupCommit.Sync sync) {
        try {
            commits.await(1, sync);
            return new AssertionError("it is not durable");
        } catch (IOException | RuntimeException | Error e) {
            return e;
        }
    }

    /** There is no memory for the text of this error. */
    private static final class NoMemoryToSayWhy extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new OutOfMemoryError("for a text");
        }
    }

    @Test
    void failedSyncIsToldAndNeverTriedAgainOnThatFile() throws IOException {
        List<String> syncedSince = new ArrayList<>();
        boolean[] failed = new boolean[1];
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && failed[0]) {
                syncedSince.add(name);
            }
        };
        String kept;
        try (Journal journal = Journal.open(new FaultyVfs(files, plan))) {
            kept = journal.write(1, "synced");
            files.failNextSync();
            assertThrows(FailedLogException.class, () -> journal.write(1, "in doubt"));
            failed[0] = true;
            String told = assertThrows(FailedLogException.class, () -> journal.write(1, "refused"))
                    .getMessage();
            assertEquals("the log takes no writes after a failed sync (Input/output error)", told);
            assertTrue(journal.log().hasFailed());
            String old = Journal.segments(files).getLast();
            journal.log().restart();
            String after = journal.write(1, "after the restart");
            assertTrue(!syncedSince.contains(old), "synced again: " + syncedSince);
            try (Journal again = Journal.open(files.afterPowerCut(new Random(3)))) {
                assertEquals(List.of(kept, after), again.replayed());
            }
        }
    }

    /** A segment is left while a leader syncs it, and that sync fails: what is appended to the next one counts as little. */
    @Test
    void rotationDuringASyncThatFailsLosesNothingThatWasAcknowledged() throws Exception {
        CountDownLatch leaderSyncs = new CountDownLatch(1);
        CountDownLatch rotationSyncs = new CountDownLatch(1);
        CountDownLatch leaderFailed = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger(Integer.MIN_VALUE);
        FaultPlan plan = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC) {
                switch (syncs.incrementAndGet()) {
                    case 1 -> {
                        leaderSyncs.countDown();
                        await(rotationSyncs);
                    }
                    case 2 -> {
                        rotationSyncs.countDown();
                        await(leaderFailed);
                    }
                    default -> {}
                }
            }
        };
        String kept;
        try (Journal journal = Journal.open(new FaultyVfs(files, plan));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            kept = journal.write(1, "kept");
            byte[] half = new byte[Journal.SEGMENT_BYTES / 2];
            long position = journal.log().append(2, 1, half, 0, half.length, true);
            syncs.set(0);
            files.failNextSync();
            Future<?> leader = threads.submit(() -> {
                journal.log().sync(position);
                return true;
            });
            await(leaderSyncs);
            Future<?> rotation = threads.submit(() -> journal.log().append(3, 1, half, 0, half.length, false));
            assertThrows(ExecutionException.class, () -> leader.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            leaderFailed.countDown();
            assertThrows(ExecutionException.class, () -> rotation.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            int lost = 0;
            for (int cut = 0; cut < 20; cut++) {
                try (Journal again = Journal.open(files.afterPowerCut(new Random(cut)))) {
                    assertEquals(kept, again.replayed().getFirst());
                    lost += again.replayed().size() == 1 ? 1 : 0;
                }
            }
            assertTrue(lost > 0, "the sync that failed lost nothing");
        }
    }

    @Test
    void closedLogSaysSo() throws IOException {
        Journal journal = Journal.open(files);
        journal.write(1, "a");
        journal.close();
        journal.close();
        IOException told = assertThrows(IOException.class, () -> journal.write(1, "b"));
        assertEquals("the write-ahead log is closed", told.getMessage());
        assertThrows(IOException.class, () -> journal.log().restart());
        journal.log().flushed(1, 1);
    }

    @Test
    void appendsThatRaceWithTheCloseEndAndWhatTheyAcknowledgedIsFound() throws Exception {
        for (int round = 0; round < 30; round++) {
            StrictMemVfs device = new StrictMemVfs();
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                CountDownLatch begun = new CountDownLatch(4);
                List<Future<?>> done = new ArrayList<>();
                try (Journal journal = Journal.open(device, Map.of(), new TestRuntime(new ManualClock()))) {
                    for (int thread = 1; thread <= 4; thread++) {
                        long generation = thread;
                        done.add(threads.submit(() -> {
                            writeUntilClosed(journal.log(), generation, acknowledged, begun);
                            return true;
                        }));
                    }
                    await(begun);
                }
                for (Future<?> each : done) {
                    each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
            }
            try (Journal journal = Journal.open(device)) {
                assertTrue(new HashSet<>(journal.replayed()).containsAll(acknowledged));
            }
        }
    }

    private static void writeUntilClosed(
            WriteAheadLog log, long generation, Set<String> acknowledged, CountDownLatch begun) {
        try {
            for (long sequence = 1; ; sequence++) {
                log.sync(log.append(generation, sequence, new byte[] {'x'}, 0, 1, true));
                acknowledged.add(generation + "/" + sequence + " x");
                begun.countDown();
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("closed"), e.getMessage());
        } finally {
            begun.countDown();
        }
    }

    @Test
    void interruptedCallerHurtsNobodyAndKeepsItsInterrupt() throws IOException {
        try (Journal journal = Journal.open(files)) {
            Thread.currentThread().interrupt();
            journal.write(1, "interrupted");
            assertTrue(Thread.interrupted());
            journal.write(1, "goes on");
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of("1/1 interrupted", "1/2 goes on"), journal.replayed());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
