package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.log.PendingSync;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pipeline keeps its order whatever its environment does, which is a fake here: no log, no memtable, no engine. */
class CommitPipelineTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final long FIRST = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final VisibleSequence visible = new VisibleSequence(FIRST);
    private final Fake environment = new Fake();
    private final CommitPipeline pipeline = new CommitPipeline(lock, environment, visible, FIRST);
    private final TableInstaller installer = new TableInstaller(pipeline, environment, visible);
    private final ExecutorService writers = Executors.newCachedThreadPool();

    @AfterEach
    void endWriters() throws InterruptedException {
        environment.syncs.countDown();
        writers.shutdownNow();
        assertTrue(writers.awaitTermination(WATCHDOG_SECONDS, TimeUnit.SECONDS), "a writer hangs");
    }

    /** A log and a memtable that are lists, and steps that can be made to fail. */
    private final class Fake implements CommitEnvironment {

        private final List<Long> logged = new ArrayList<>();
        private final List<Long> applied = new ArrayList<>();
        private final List<Long> hidden = new ArrayList<>();
        private final List<Long> timestamps = new ArrayList<>();
        private final List<PendingSync> pending = new ArrayList<>();
        private final AtomicLong syncsUnderWay = new AtomicLong();
        private final List<Long> shown = new ArrayList<>();
        private volatile long durable;
        private volatile boolean closed;
        private volatile CountDownLatch syncs = new CountDownLatch(0);
        private volatile @Nullable IOException appendFails;
        private volatile @Nullable IOException syncFails;
        private volatile @Nullable Error applyFails;
        private volatile @Nullable Throwable refusal;

        @Override
        public void prepare() {
            assertTrue(lock.isHeldByCurrentThread());
            checkOpen();
        }

        @Override
        public boolean conditionsHold(WriteRequest request, long lastSequence) {
            assertTrue(lock.isHeldByCurrentThread());
            assertTrue(logged.isEmpty() || lastSequence == logged.getLast());
            return refusal == null;
        }

        @Override
        public @Nullable Throwable refusal(WriteRequest request) {
            assertFalse(lock.isHeldByCurrentThread(), "others write while the row is copied");
            return refusal;
        }

        @Override
        public void admitTimestamp(long timestamp) {
            assertTrue(lock.isHeldByCurrentThread());
            if (timestamp == 0) {
                throw new StorageIoException("the timestamp is refused");
            }
        }

        @Override
        public long nextTimestamp(WriteRequest request) {
            assertTrue(lock.isHeldByCurrentThread());
            timestamps.add((long) timestamps.size());
            return timestamps.getLast();
        }

        @Override
        public long append(EntryBatch batch, boolean syncFollows) throws IOException {
            assertTrue(lock.isHeldByCurrentThread());
            if (appendFails != null) {
                throw appendFails;
            }
            logged.add(batch.lastSequence());
            return logged.size();
        }

        @Override
        public void apply(WriteRequest request, long position) {
            assertTrue(lock.isHeldByCurrentThread());
            long sequence = request.batch().lastSequence();
            assertEquals(sequence, logged.get((int) position - 1), "the log has a batch before the memtable has it");
            assertTrue(visible.get() < sequence, "no reader sees a batch before it is applied");
            if (applyFails != null) {
                throw applyFails;
            }
            applied.add(sequence);
        }

        @Override
        public void applyFailed(EntryBatch batch) {
            assertTrue(lock.isHeldByCurrentThread());
            hidden.add(batch.lastSequence());
        }

        @Override
        public long jump(long before, long last) throws IOException {
            assertTrue(lock.isHeldByCurrentThread());
            if (appendFails != null) {
                throw appendFails;
            }
            logged.add(last);
            return logged.size();
        }

        @Override
        public void showTables(long before, long last) {
            assertTrue(lock.isHeldByCurrentThread());
            assertEquals(logged.size(), durable, "the jump is durable before its tables are shown");
            assertTrue(visible.get() <= before, "no reader sees a row of the tables before it has the tables");
            shown.add(last);
        }

        @Override
        public long lastPosition() {
            assertTrue(lock.isHeldByCurrentThread());
            return logged.size();
        }

        @Override
        public void announceSync() {
            assertTrue(lock.isHeldByCurrentThread());
            syncsUnderWay.incrementAndGet();
        }

        @Override
        public void sync(long position) throws IOException {
            assertFalse(lock.isHeldByCurrentThread(), "others write while a writer waits for its sync");
            try {
                assertTrue(syncs.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
                if (syncFails != null) {
                    throw syncFails;
                }
                synchronized (this) {
                    durable = Math.max(durable, position);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                syncsUnderWay.decrementAndGet();
            }
        }

        @Override
        public void whenSynced(PendingSync write) {
            assertFalse(lock.isHeldByCurrentThread(), "a queue of the log has a lock of its own");
            pending.add(write);
        }

        @Override
        public void force(long position) throws IOException {
            syncsUnderWay.decrementAndGet();
            if (syncFails != null) {
                throw syncFails;
            }
            synchronized (this) {
                durable = Math.max(durable, position);
            }
        }

        @Override
        public void checkOpen() {
            if (closed) {
                throw new StoreClosedException("closed");
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public StorageException error(String doing, IOException failure) {
            return new StorageIoException(doing + " failed", failure);
        }
    }

    @Test
    void bufferedWriteIsVisibleWhenItReturns() {
        pipeline.commit(batch(3));
        assertEquals(List.of(103L), environment.logged);
        assertEquals(List.of(103L), environment.applied);
        assertEquals(103, visible.get());
        assertEquals(0, environment.durable);
    }

    @Test
    void syncedWriteIsInvisibleUntilItsSyncReturns() throws Exception {
        environment.syncs = new CountDownLatch(1);
        Future<?> writer = writers.submit(() -> pipeline.commit(batch(2).synced(true)));
        awaitSyncs(1);
        assertEquals(List.of(102L), environment.applied);
        assertEquals(FIRST, visible.get());
        environment.syncs.countDown();
        await(writer);
        assertEquals(102, visible.get());
        assertEquals(1, environment.durable);
    }

    @Test
    void writersGoOnWhileAnotherWaitsForItsSync() throws Exception {
        environment.syncs = new CountDownLatch(1);
        Future<?> first = writers.submit(() -> pipeline.commit(batch(1).synced(true)));
        awaitSyncs(1);
        Future<?> second = writers.submit(() -> pipeline.commit(batch(1).synced(true)));
        awaitSyncs(2);
        assertEquals(List.of(101L, 102L), environment.applied);
        assertEquals(FIRST, visible.get());
        // a buffered write accepts that a power cut takes what is visible
        pipeline.commit(batch(1));
        assertEquals(103, visible.get());
        environment.syncs.countDown();
        await(first);
        await(second);
        assertEquals(103, visible.get());
    }

    @Test
    void concurrentWritersGetSequencesWithoutAGapInTheOrderOfTheLog() throws Exception {
        int threads = 8;
        int writes = 500;
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int entries = i % 3 + 1;
            boolean synced = i % 2 == 0;
            all.add(writers.submit(() -> {
                for (int write = 0; write < writes; write++) {
                    WriteRequest request = batch(entries).synced(synced);
                    pipeline.commit(request);
                    assertTrue(visible.get() >= request.batch().lastSequence());
                }
            }));
        }
        for (Future<?> each : all) {
            await(each);
        }
        assertEquals(environment.logged, environment.applied);
        assertEquals(threads * writes, environment.logged.size());
        assertEquals(environment.logged.stream().sorted().toList(), environment.logged);
        assertEquals(environment.logged.getLast(), visible.get());
        assertEquals(threads * writes, environment.timestamps.size());
    }

    @Test
    void failedAppendUsesNoSequence() {
        environment.appendFails = new IOException("full");
        StorageException error = assertThrows(StorageException.class, () -> pipeline.commit(batch(5)));
        assertEquals("a write failed", error.getMessage());
        assertEquals(FIRST, visible.get());
        environment.appendFails = null;
        pipeline.commit(batch(1));
        assertEquals(List.of(101L), environment.applied);
    }

    @Test
    void failedApplyUsesItsSequencesAndIsHidden() {
        environment.applyFails = new OutOfMemoryError("a test's");
        assertSame(
                environment.applyFails,
                assertThrows(OutOfMemoryError.class, () -> pipeline.commit(batch(5).synced(true))));
        assertEquals(List.of(105L), environment.hidden);
        assertEquals(FIRST, visible.get());
        assertEquals(0, environment.syncsUnderWay.get());
        environment.applyFails = null;
        pipeline.commit(batch(1));
        assertEquals(List.of(106L), environment.applied, "the log has the sequences of the batch that failed");
        assertEquals(106, visible.get());
    }

    @Test
    void failedSyncShowsNothingAndRefusesTheWrite() {
        environment.syncFails = new IOException("the device");
        StorageException error = assertThrows(StorageException.class, () -> pipeline.commit(batch(1).synced(true)));
        assertEquals("the sync of a write failed", error.getMessage());
        assertEquals(FIRST, visible.get());
        assertEquals(0, environment.syncsUnderWay.get());
        environment.syncFails = null;
        pipeline.commit(batch(1).synced(true));
        assertEquals(102, visible.get(), "a later sync has made the earlier batch durable too");
    }

    /** What a caller that does not wait hears, and what readers saw at that moment. */
    private final class Heard implements CommitListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public void committed() {
            heard.add("committed, visible to " + visible.get());
        }

        @Override
        public void refused(Throwable error) {
            heard.add(error.getMessage() + ", visible to " + visible.get());
        }
    }

    @Test
    void asyncWriteReturnsBeforeItsSyncAndIsVisibleWhenItsListenerHearsOfIt() {
        Heard first = new Heard();
        Heard second = new Heard();
        pipeline.commitAsync(batch(2).synced(true), first);
        pipeline.commitAsync(batch(3).synced(true), second);
        assertEquals(List.of(102L, 105L), environment.applied, "in the order of the calls");
        assertEquals(2, environment.syncsUnderWay.get(), "no log takes over before their syncs");
        assertEquals(FIRST, visible.get());
        assertEquals(List.of(), first.heard);
        environment.pending.getFirst().synced();
        assertEquals(List.of("committed, visible to 102"), first.heard);
        assertEquals(List.of(), second.heard);
        environment.pending.getLast().synced();
        assertEquals(List.of("committed, visible to 105"), second.heard);
    }

    @Test
    void asyncAndOtherWritesHaveOneOrder() {
        Heard heard = new Heard();
        pipeline.commitAsync(batch(1).synced(true), heard);
        pipeline.commit(batch(1).synced(true));
        assertEquals(102, visible.get(), "the sync of the later one covers the earlier one");
        environment.pending.getFirst().synced();
        assertEquals(List.of("committed, visible to 102"), heard.heard, "what is visible stays so");
        assertEquals(List.of(101L, 102L), environment.logged);
    }

    @Test
    void failedSyncOfAnAsyncWriteShowsNothingAndIsToldWithTheErrorOfAWrite() {
        Heard heard = new Heard();
        pipeline.commitAsync(batch(1).synced(true), heard);
        environment.pending.getFirst().failed(new IOException("the device"));
        assertEquals(List.of("the sync of a write failed, visible to 100"), heard.heard);
    }

    @Test
    void asyncWriteThatIsRefusedBeforeItsSyncThrowsAndItsListenerHearsNothing() {
        Heard heard = new Heard();
        environment.appendFails = new IOException("full");
        assertThrows(StorageException.class, () -> pipeline.commitAsync(batch(1).synced(true), heard));
        environment.appendFails = null;
        environment.applyFails = new OutOfMemoryError("a test's");
        assertThrows(OutOfMemoryError.class, () -> pipeline.commitAsync(batch(1).synced(true), heard));
        assertEquals(List.of(), heard.heard);
        assertEquals(List.of(), environment.pending);
        assertEquals(0, environment.syncsUnderWay.get());
    }

    @Test
    void batchWhoseConditionsDoNotHoldUsesNoSequence() {
        environment.refusal = new IllegalStateException("refused");
        pipeline.commit(batch(2));
        pipeline.commit(batch(2).synced(true));
        assertEquals(List.of(), environment.logged);
        assertEquals(List.of(), environment.timestamps);
        assertEquals(0, environment.syncsUnderWay.get());
        environment.refusal = null;
        pipeline.commit(batch(1));
        assertEquals(List.of(101L), environment.applied);
    }

    @Test
    void syncedRefusalWaitsForTheSyncOfWhatItWasDecidedOn() throws Exception {
        environment.syncs = new CountDownLatch(1);
        Future<?> writer = writers.submit(() -> pipeline.commit(batch(2).synced(true)));
        awaitSyncs(1);
        environment.refusal = new IllegalStateException("refused");
        Future<?> refused = writers.submit(() -> pipeline.commit(batch(1).synced(true)));
        awaitSyncs(2);
        assertFalse(refused.isDone());
        assertEquals(FIRST, visible.get());
        environment.syncs.countDown();
        await(refused);
        assertEquals(102, visible.get());
        await(writer);
    }

    @Test
    void syncedRefusalIsNotToldIfThatSyncFails() {
        pipeline.commit(batch(1));
        environment.refusal = new IllegalStateException("refused");
        environment.syncFails = new IOException("the device");
        StorageException error = assertThrows(StorageException.class, () -> pipeline.commit(batch(1).synced(true)));
        assertEquals("the sync of a write failed", error.getMessage());
    }

    @Test
    void bufferedRefusalShowsWhatItWasDecidedOn() throws Exception {
        environment.syncs = new CountDownLatch(1);
        Future<?> writer = writers.submit(() -> pipeline.commit(batch(2).synced(true)));
        awaitSyncs(1);
        environment.refusal = new IllegalStateException("refused");
        pipeline.commit(batch(1));
        assertEquals(102, visible.get());
        environment.syncs.countDown();
        await(writer);
    }

    @Test
    void asyncRefusalIsToldAfterTheSyncOfWhatItWasDecidedOn() {
        pipeline.commitAsync(batch(1).synced(true), new Heard());
        environment.refusal = new IllegalStateException("refused");
        Heard heard = new Heard();
        pipeline.commitAsync(batch(1).synced(true), heard);
        assertEquals(List.of(), heard.heard);
        environment.pending.getLast().synced();
        assertEquals(List.of("refused, visible to 101"), heard.heard);
        assertEquals(List.of(101L), environment.logged);
    }

    @Test
    void checkWithoutRowsWaitsForTheSyncOfWhatWasWritten() {
        pipeline.commit(batch(1));
        pipeline.commit(batch(0).synced(true));
        assertEquals(List.of(101L), environment.logged);
        assertEquals(1, environment.durable);
    }

    @Test
    void refusedTimestampUsesNoSequence() {
        assertThrows(StorageException.class, () -> pipeline.commit(batch(1).at(0)));
        WriteRequest request = batch(1).at(7);
        pipeline.commit(request);
        assertEquals(7, request.batch().timestamp());
        assertTrue(request.batch().hasCallersTimestamp());
        assertEquals(List.of(101L), environment.applied);
        assertEquals(List.of(), environment.timestamps);
    }

    @Test
    void syncReachesWhatWasCommittedBefore() {
        pipeline.commit(batch(1));
        pipeline.commit(batch(1));
        pipeline.sync();
        assertEquals(2, environment.durable);
    }

    @Test
    void pauseKeepsWritersOutUntilItsEnd() throws Exception {
        assertTrue(pipeline.pause(0));
        Future<?> writer = submitPaused(() -> pipeline.commit(batch(1)));
        Future<?> syncer = submitPaused(pipeline::sync);
        assertEquals(List.of(), environment.logged);
        pipeline.resume();
        await(writer);
        await(syncer);
        assertEquals(List.of(101L), environment.applied);
    }

    @Test
    void pauseGivesUpWhenAWriteDoesNotEnd() throws Exception {
        lock.lock();
        try {
            assertFalse(writers.submit(() -> pipeline.pause(1)).get());
        } finally {
            lock.unlock();
        }
    }

    @Test
    void writersLearnOfACloseWhileTheLockIsHeldOrPaused() throws Exception {
        assertTrue(pipeline.pause(0));
        Future<?> paused = submitPaused(() -> pipeline.commit(batch(1)));
        environment.closed = true;
        pipeline.wakePaused();
        assertInstanceOf(StoreClosedException.class, failure(paused));
        lock.lock();
        try {
            assertInstanceOf(StoreClosedException.class, failure(writers.submit(() -> pipeline.commit(batch(1)))));
        } finally {
            lock.unlock();
        }
        assertEquals(List.of(), environment.logged);
    }

    private static WriteRequest batch(int entries) {
        EntryBatch batch = new EntryBatch();
        for (int i = 0; i < entries; i++) {
            batch.add(EntryType.PUT, new byte[] {(byte) i}, MemorySegment.ofArray(new byte[] {1}), -1, 0);
        }
        return new WriteRequest(batch).inserts(true);
    }

    private void awaitSyncs(int count) {
        while (environment.syncsUnderWay.get() < count) {
            Thread.onSpinWait();
        }
    }

    /** Runs a call on a thread that waits for the end of a pause when this returns. */
    private Future<?> submitPaused(Runnable call) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<?> submitted = writers.submit(() -> {
            thread.set(Thread.currentThread());
            begun.countDown();
            call.run();
        });
        assertTrue(begun.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        // a wait for the lock would be a timed one
        while (thread.get().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return submitted;
    }

    private static void await(Future<?> future) throws Exception {
        future.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(WATCHDOG_SECONDS, TimeUnit.SECONDS))
                .getCause();
    }

    /** Tables of a load that are installed unless they fail. */
    private final class Tables implements TableInstallation {

        private final long first = installer.reserve(TenantId.of("loaded"));
        private @Nullable IOException fails;
        private int begun;
        private boolean installed;

        @Override
        public long firstSequence() {
            return first;
        }

        @Override
        public long lastSequence() {
            return first + 9;
        }

        @Override
        public boolean tryBegin() {
            begun++;
            return true;
        }

        @Override
        public void install() throws IOException {
            assertEquals(environment.logged.size(), environment.durable, "the jump is durable before the edit");
            if (fails != null) {
                throw fails;
            }
            installed = true;
        }

        @Override
        public void end() {
            begun--;
        }
    }

    @Test
    void writesAfterALoadHaveSequencesAboveItsRows() {
        Tables tables = new Tables();
        pipeline.commit(batch(1).synced(false));
        assertTrue(installer.install(tables));
        pipeline.commit(batch(1).synced(false));
        long last = tables.lastSequence();
        assertEquals(List.of(FIRST + 1, last, last + 1), environment.logged);
        assertEquals(List.of(last), environment.shown);
        assertEquals(last + 1, visible.get());
        assertEquals(0, tables.begun);
    }

    @Test
    void loadWhoseLogCannotBeSyncedInstallsNothing() {
        Tables tables = new Tables();
        environment.syncFails = new IOException("the device is gone");
        assertThrows(StorageIoException.class, () -> installer.install(tables));
        assertFalse(tables.installed);
        assertEquals(0, tables.begun);
        assertEquals(FIRST, visible.get());
    }

    @Test
    void tenantRunsOutOfSequencesForLoadsLongBeforeThoseForWrites() {
        long last = Long.MAX_VALUE / 2;
        CommitPipeline old = new CommitPipeline(lock, environment, visible, last);
        TableInstaller exhausted = new TableInstaller(old, environment, visible);
        InvalidArgumentException refusal =
                assertThrows(InvalidArgumentException.class, () -> exhausted.reserve(TenantId.of("old")));
        assertTrue(refusal.getMessage().contains("'old' has no sequences left"), refusal.getMessage());
        old.commit(batch(1));
        assertEquals(last + 1, visible.get());
    }

    @Test
    void loadThatCannotBeInstalledShowsNothingAndKeepsItsNumbers() {
        Tables tables = new Tables();
        tables.fails = new IOException("the manifest is full");
        assertThrows(StorageIoException.class, () -> installer.install(tables));
        assertEquals(FIRST, visible.get());
        assertEquals(List.of(), environment.shown);
        pipeline.commit(batch(1).synced(false));
        assertEquals(tables.lastSequence() + 1, visible.get());
    }
}
