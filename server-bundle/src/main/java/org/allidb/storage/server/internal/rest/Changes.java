package org.allidb.storage.server.internal.rest;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Changes of settings and of the configuration. What one of them reads and then writes no other one changes in between, so that of two
 * administrators none undoes what the other does. Thread-safe.
 */
final class Changes {

    private final ReentrantLock oneAtATime = new ReentrantLock();

    /** Makes a change, after those that are under way. */
    <T> T inTurn(Supplier<T> change) {
        oneAtATime.lock();
        try {
            return change.get();
        } finally {
            oneAtATime.unlock();
        }
    }
}
