package org.allidb.storage.server.internal.session;

import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.TenantId;

/** Locks for transactions that failed because others wrote the same row: one after the other they do not fail again. Thread-safe. */
final class Contention {

    private static final int LOCKS = 256;

    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Contention() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock(true);
        }
    }

    /** Returns the lock of a row; other rows may have the same one. */
    ReentrantLock lock(TenantId tenant, RowKey row) {
        return locks[Math.floorMod(Objects.hash(tenant, row), LOCKS)];
    }
}
