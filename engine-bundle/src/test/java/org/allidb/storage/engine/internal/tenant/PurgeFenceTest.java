package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.spi.entry.EntryBatch;
import org.junit.jupiter.api.Test;

/** A timestamp counts as given when the log has its write: one that failed before leaves no trace. */
class PurgeFenceTest {

    private static final long SET_BACK = 5;
    private static final int MERGES = 200_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final PurgeFence fence = new PurgeFence(lock, Counters.INITIAL);
    private final EntryBatch batch = new EntryBatch();

    @Test
    void timestampOfAWriteThatIsNotLoggedIsGivenToTheNext() {
        lock.lock();
        log(100);
        assertEquals(101, fence.next(SET_BACK));
        assertEquals(101, fence.next(SET_BACK));
        log(101);
        assertEquals(102, fence.next(SET_BACK));
    }

    @Test
    void callersTimestampCountsWhenItIsLogged() {
        lock.lock();
        fence.admit(7, TenantId.of("acme"));
        assertFalse(fence.callersTimestamps());
        batch.sealWithCallersTimestamp(1, 7);
        fence.logged(batch);
        assertTrue(fence.callersTimestamps());
        assertEquals(SET_BACK, fence.next(SET_BACK), "a caller's timestamp moves none of the engine's");
    }

    /** The wall clock was set back. What a write gets while a merge ends is noted by that merge, or is above what it dropped. */
    @Test
    void timestampThatIsGivenWhileAMergeEndsIsNeverBelowTheFence() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread merges = Thread.ofPlatform().start(() -> {
            for (int merge = 1; merge <= MERGES; merge++) {
                try (PurgeFence.Watch watch = fence.watch(merge * 10L)) {
                    watch.raise(watch.most());
                }
            }
            ended.set(true);
        });
        try {
            while (!ended.get()) {
                lock.lock();
                try {
                    // refused if the fence is above it by now
                    fence.admit(fence.next(SET_BACK), TenantId.of("acme"));
                } finally {
                    lock.unlock();
                }
            }
        } finally {
            merges.join();
        }
    }

    private void log(long timestamp) {
        batch.seal(1, timestamp);
        fence.logged(batch);
    }
}
