package org.allidb.storage.engine.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.version.Versions;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.junit.jupiter.api.Test;

/** A scan that the platform ends: its sources go at once, but never under a step. */
class OpenScanTest {

    private static final int WATCHDOG_SECONDS = 60;

    private final OpenReads reads = new OpenReads();
    private final AtomicInteger cursorsClosed = new AtomicInteger();
    private final ReadState state = new ReadState(1, List.of(), Versions.empty(), new SequenceLimit());
    private final CountDownLatch filling = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final OpenScan scan = open();

    @Test
    void idleOneReleasesItsSourcesAtOnce() {
        assertEquals(OpenRead.Ending.RELEASED, scan.end(() -> new StoreClosedException("ended")));
        assertFalse(state.tryRetain(), "released");
        assertNull(scan.state());
        assertEquals(
                "ended", assertThrows(StoreClosedException.class, scan::rows).getMessage());
        assertThrows(StoreClosedException.class, () -> scan.seek(new byte[1], 0, 1));
        scan.close();
        assertEquals(OpenRead.Ending.TOO_LATE, scan.end(() -> new StoreClosedException("again")));
        assertEquals(1, cursorsClosed.get());
        assertEquals(0, reads.close(() -> new StoreClosedException("closed")), "it is in no list any more");
    }

    @Test
    void stepOnAnotherThreadKeepsTheSourcesUntilItIsOver() throws Exception {
        VisibleRows rows = scan.rows();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> step = thread.submit(rows::next);
            assertTrue(filling.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
            assertEquals(OpenRead.Ending.PENDING, scan.end(() -> new StoreClosedException("ended")));
            assertTrue(state.tryRetain(), "kept for the step");
            state.release();
            goOn.countDown();
            assertFalse(step.get(WATCHDOG_SECONDS, TimeUnit.SECONDS), "the step saw its source's end");
        }
        assertFalse(state.tryRetain(), "released behind the step");
        assertThrows(StoreClosedException.class, scan::rows);
        assertEquals(1, cursorsClosed.get());
    }

    @Test
    void oneThatIsClosedByItsUserIsNotEnded() {
        scan.close();
        assertEquals(OpenRead.Ending.TOO_LATE, scan.end(() -> new StoreClosedException("ended")));
        assertFalse(state.tryRetain());
        assertEquals(1, cursorsClosed.get());
    }

    @Test
    void noneIsOpenedAfterTheClose() {
        reads.close(() -> new StoreClosedException("closed"));
        assertThrows(StoreClosedException.class, () -> reads.add(scan));
    }

    private OpenScan open() {
        ReadContext context = (ReadContext) Proxy.newProxyInstance(
                ReadContext.class.getClassLoader(), new Class<?>[] {ReadContext.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "reads" -> {
                            return reads;
                        }
                        case "cursorClosed" -> {
                            cursorsClosed.incrementAndGet();
                            return null;
                        }
                        case "scanned" -> {
                            return null;
                        }
                        default -> throw new AssertionError(method);
                    }
                });
        ScanBounds all = new ScanBounds(new byte[0], new byte[0], KindSet.ALL, false);
        ScanContext asked = new ScanContext(all, ScanDirection.FORWARD, 0, 1, 0);
        DeadRun deadRun = new DeadRun(new KnownGaps(new ReentrantLock()), asked);
        RunCursor source = new RunCursor() {

            @Override
            public void seek(byte[] key, int offset, int length) {
                throw new AssertionError("not sought here");
            }

            @Override
            public int fill(EntryRun run, int limit) {
                run.clear();
                filling.countDown();
                try {
                    assertTrue(goOn.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return 0;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
        OpenScan opened = new OpenScan(context, state, source, deadRun);
        opened.readBy(VisibleRows.of(opened, new RangeTombstoneView(List.of(), 1), deadRun, asked));
        reads.add(opened);
        return opened;
    }
}
