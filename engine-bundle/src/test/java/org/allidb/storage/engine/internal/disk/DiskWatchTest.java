package org.allidb.storage.engine.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hangs is reported while it hangs. A test moves the clock, and makes the checks by hand. */
class DiskWatchTest {

    private static final long LIMIT = 1_000;

    private final ManualClock clock = new ManualClock();
    private final TestRuntime runtime = new TestRuntime(clock);
    private final Reports reports = new Reports();
    private final AtomicLong limit = new AtomicLong(LIMIT);
    private final ScheduledExecutorService unused = runtime.scheduler("unused");
    private final DiskWatch watch = new DiskWatch(clock, new OperationTimes(clock), reports, limit::get, unused);
    private final Hanging plan = new Hanging();
    private final Vfs files = watch.watch(new FaultyVfs(new StrictMemVfs(), plan), "");

    @AfterEach
    void close() {
        plan.release.countDown();
        watch.close();
    }

    @Test
    void operationThatHangsIsReportedOnceWhileItHangsAndOnceWhenItEnds() throws Exception {
        files.createDirectory("wal");
        VfsFile file = files.in("wal").create("1.log");
        Thread writer = hang(FaultPlan.Operation.SYNC, file::sync);
        watch.check();
        clock.advanceMillis(LIMIT - 1);
        watch.check();
        assertEquals(List.of(), reports.messages, "not slow yet");
        clock.advanceMillis(1);
        watch.check();
        assertEquals(1, watch.hanging());
        clock.advanceMillis(5 * LIMIT);
        watch.check();
        assertEquals(
                List.of("the sync of 'wal/1.log' has been under way for 1000 ms and has not ended; the disk hangs or is"
                        + " overloaded, and what waits for it waits too"),
                reports.messages);
        plan.release.countDown();
        writer.join();
        watch.check();
        watch.check();
        assertEquals(2, reports.messages.size(), reports.messages.toString());
        assertEquals(
                "the sync of 'wal/1.log' that was slow has ended, after about 6000 ms", reports.messages.getLast());
        assertEquals(0, watch.hanging());
        assertEquals(1, watch.slowOperations());
    }

    @Test
    void operationThatFailsInTheEndHasEnded() throws Exception {
        plan.fail = true;
        Thread reader = hang(FaultPlan.Operation.OPEN, () -> assertThrows(IOException.class, () -> files.open("none")));
        watch.check();
        clock.advanceMillis(LIMIT);
        watch.check();
        plan.release.countDown();
        reader.join();
        watch.check();
        assertEquals(2, reports.messages.size(), reports.messages.toString());
    }

    @Test
    void manyShortOperationsAreNotOneLongOne() throws Exception {
        try (VfsFile file = files.create("f")) {
            for (int i = 0; i < 10; i++) {
                file.write(i, new byte[1], 0, 1);
                watch.check();
                clock.advanceMillis(LIMIT);
            }
        }
        watch.check();
        assertEquals(List.of(), reports.messages);
    }

    @Test
    void limitIsLive() throws Exception {
        limit.set(10 * LIMIT);
        hang(FaultPlan.Operation.DELETE, () -> files.delete("table"));
        watch.check();
        clock.advanceMillis(LIMIT);
        watch.check();
        assertEquals(List.of(), reports.messages);
        limit.set(LIMIT);
        watch.check();
        assertEquals(1, reports.messages.size());
    }

    @Test
    void moreOperationsThanAreWatchedDoNoHarm() {
        List<DiskOperation> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(watch.begin("read", "", "f" + i));
        }
        watch.check();
        all.forEach(watch::end);
        clock.advanceMillis(LIMIT);
        watch.check();
        assertEquals(List.of(), reports.messages);
        assertEquals(0, watch.hanging());
    }

    /** Starts something and returns when it hangs in the file system. */
    private Thread hang(FaultPlan.Operation operation, Action action) throws InterruptedException {
        plan.operation = operation;
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                action.run();
            } catch (IOException _) {
                // the file is not there, which is no matter
            }
        });
        plan.reached.await();
        return thread;
    }

    private interface Action {
        void run() throws IOException;
    }

    /** A disk that hangs in one kind of operation. */
    private static final class Hanging implements FaultPlan {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private volatile Operation operation;
        private volatile boolean fail;

        @Override
        public void before(Operation called, String name) throws IOException {
            if (called == operation) {
                reached.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                if (fail) {
                    throw new IOException("Input/output error");
                }
            }
        }
    }

    private static final class Reports implements EventSink {

        private final List<String> messages = new ArrayList<>();

        @Override
        public void report(
                StorageEvent.Type type, Optional<TenantId> tenant, String message, Map<String, Long> figures) {
            assertEquals(StorageEvent.Type.SLOW_OPERATION, type);
            messages.add(message);
        }
    }
}
