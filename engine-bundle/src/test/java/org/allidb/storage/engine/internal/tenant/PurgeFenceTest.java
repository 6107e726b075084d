package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.spi.entry.EntryBatch;
import org.junit.jupiter.api.Test;

/** A timestamp counts as given when the log has its write: one that failed before leaves no trace. */
class PurgeFenceTest {

    private static final long SET_BACK = 5;

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

    private void log(long timestamp) {
        batch.seal(1, timestamp);
        fence.logged(batch);
    }
}
