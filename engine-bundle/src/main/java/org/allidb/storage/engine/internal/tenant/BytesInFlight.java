package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.config.EngineOptions;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The bytes of a tenant's writes that hold no thread and have not completed. They have a limit, {@code
 * engine.max_in_flight_mb}, which is the tenant's own: one tenant's writes keep no other waiting. A writer that finds no room
 * waits in line. A batch that is larger than the limit is admitted when it is alone. Thread-safe.
 */
final class BytesInFlight {

    /** What a write takes besides its batch, so that many small ones are bounded too. */
    static final int OVERHEAD = 256;

    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final String owner;
    private final BooleanSupplier closed;
    private final Runnable checkOpen;
    private final Supplier<EngineOptions> options;
    private final StorageClock clock;
    private final LongAdder waitedNanos = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The threads that wait, in the order of their arrival. */
    @GuardedBy("lock")
    private final Deque<Thread> line = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    /**
     * Creates an empty account.
     *
     * @param owner names the tenant in errors
     * @param closed whether the tenant is closed, so that there is nothing to wait for; called under a lock
     * @param checkOpen throws if the tenant is closed
     * @param options returns the limits in force
     */
    BytesInFlight(
            String owner,
            BooleanSupplier closed,
            Runnable checkOpen,
            Supplier<EngineOptions> options,
            StorageClock clock) {
        this.owner = owner;
        this.closed = closed;
        this.checkOpen = checkOpen;
        this.options = options;
        this.clock = clock;
    }

    /**
     * Takes bytes for a write, when there is room for them.
     *
     * @param batchBytes the bytes of its batch
     * @return what is to be released
     * @throws StalledException if there was no room in time
     * @throws org.allidb.storage.api.StorageException if the tenant was closed meanwhile
     */
    long acquire(long batchBytes) {
        long wanted = batchBytes + OVERHEAD;
        boolean acquired;
        lock.lock();
        try {
            acquired = line.isEmpty() && take(wanted) || awaitRoom(wanted);
        } finally {
            lock.unlock();
        }
        if (!acquired) {
            checkOpen.run();
            throw new StalledException(owner + ": a write waited "
                    + options.get().stallTimeoutMs() + " ms because the asynchronous writes before it were not durable"
                    + " by then, and engine.max_in_flight_mb allows no more; nothing was written. Write more slowly, or"
                    + " allow more");
        }
        return wanted;
    }

    /** Gives bytes back. */
    void release(long released) {
        lock.lock();
        try {
            bytes -= released;
            assert bytes >= 0;
            if (!line.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has writers that wait look again, because the tenant was closed. */
    void wakeAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long writers waited, in nanoseconds. */
    long waitedNanos() {
        return waitedNanos.sum();
    }

    @GuardedBy("lock")
    private boolean take(long wanted) {
        if (bytes > 0 && bytes + wanted > (long) (options.get().maxInFlightMb() * (1 << 20))) {
            return false;
        }
        bytes += wanted;
        return true;
    }

    /** Waits for room, in line. An interrupt is kept for the caller and does not end the wait. */
    @GuardedBy("lock")
    private boolean awaitRoom(long wanted) {
        Thread self = Thread.currentThread();
        boolean interrupted = false;
        long start = clock.nanoTime();
        line.addLast(self);
        try {
            while (line.peekFirst() != self || !take(wanted)) {
                long left = TimeUnit.MILLISECONDS.toNanos(options.get().stallTimeoutMs()) - (clock.nanoTime() - start);
                if (left <= 0 || closed.getAsBoolean()) {
                    return false;
                }
                try {
                    long _ = changed.awaitNanos(Math.min(left, LOOK_AGAIN_NANOS));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            line.remove(self);
            changed.signalAll();
            waitedNanos.add(clock.nanoTime() - start);
            if (interrupted) {
                self.interrupt();
            }
        }
    }
}
