package org.allidb.storage.engine.internal.disk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets changes of a directory pass until it is shut. A thread may hang in a plug-in beyond the close of the directory.
 * When it wakes up it changes nothing there, whatever process has the directory by then. Thread-safe.
 */
public final class Fence {

    private static final long SHUT = Long.MIN_VALUE;

    /** How many changes are under way, and {@link #SHUT}. */
    private final AtomicLong state = new AtomicLong();

    private final CompletableFuture<Void> quiet = new CompletableFuture<>();

    /** Creates a fence that is open. */
    public Fence() {}

    /**
     * Refuses every change from now on.
     *
     * @return ends when the changes under way have ended
     */
    public CompletableFuture<Void> shut() {
        if (state.accumulateAndGet(SHUT, (now, shut) -> now | shut) == SHUT) {
            quiet.complete(null);
        }
        return quiet;
    }

    /**
     * Begins a change; {@link #exit()} follows.
     *
     * @throws ShutFenceException if the fence is shut
     */
    void enter() throws ShutFenceException {
        if (state.incrementAndGet() < 0) {
            exit();
            throw new ShutFenceException();
        }
    }

    /** Ends a change. */
    void exit() {
        if (state.decrementAndGet() == SHUT) {
            quiet.complete(null);
        }
    }
}
