package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time flush a tenant. A thread waits for its turn for as long as the flush before it advances,
 * and no longer: a flush calls plug-ins, which may never return. Reentrant; thread-safe.
 */
final class FlushTurn {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final TenantId tenant;
    private final Culprits culprits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The thread that has the turn; null if it is free. */
    @GuardedBy("lock")
    private @Nullable Thread holder;

    /** How often the holder has taken the turn. */
    @GuardedBy("lock")
    private int depth;

    /** Whether the holder is a thread of the platform, which an abandonment interrupts. */
    @GuardedBy("lock")
    private boolean interruptible;

    /** Written by the holder. */
    private volatile long progress;

    /** Written under the lock. */
    private volatile boolean abandoned;

    FlushTurn(TenantId tenant, Culprits culprits) {
        this.tenant = tenant;
        this.culprits = culprits;
    }

    /**
     * Takes the turn if it is free.
     *
     * @param byPlatformsThread whether this thread is one of the platform, so that an abandonment may interrupt it
     * @return whether it was taken; {@link #release()} follows then
     */
    boolean tryTake(boolean byPlatformsThread) {
        lock.lock();
        try {
            if (holder != null || abandoned) {
                return false;
            }
            hold(byPlatformsThread);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the turn and takes it; {@link #release()} follows. An interrupt does not end the wait and is kept.
     *
     * @param patienceNanos how long the holder may show no progress
     * @throws IOException if it shows none, or the tenant was abandoned
     */
    void take(long patienceNanos) throws IOException {
        boolean interrupted = false;
        lock.lock();
        try {
            long seen = progress;
            long left = patienceNanos;
            while (holder != null && holder != Thread.currentThread() && !abandoned) {
                if (left <= 0) {
                    throw new IOException("the flush before it has not advanced for "
                            + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms: "
                            + culprits.whatDoesNotReturn(
                                    List.of(holder), "a codec, the table format, the merge executor or the disk")
                            + ". Nothing that was acknowledged is lost; mend or"
                            + " replace what hangs, and open the data directory again if it never returns");
                }
                long slice = Math.min(left, LOOK_AGAIN_NANOS);
                try {
                    left -= slice - Math.max(0, changed.awaitNanos(slice));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (progress != seen) {
                    seen = progress;
                    left = patienceNanos;
                }
            }
            if (abandoned) {
                throw new IOException("the store of tenant '" + tenant + "' was closed meanwhile");
            }
            hold(false);
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until another thread's turn has ended, or the tenant was abandoned. */
    void awaitFree() {
        lock.lock();
        try {
            while (holder != null && holder != Thread.currentThread() && !abandoned) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the holder's turn. */
    void release() {
        lock.lock();
        try {
            depth--;
            if (depth == 0) {
                holder = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that the holder's flush advances. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the holder alone counts
    void advance() {
        progress++;
    }

    /** Returns a number that grows while the holder's flush advances. */
    long progress() {
        return progress;
    }

    /** Returns the thread that has the turn, if one has. */
    List<Thread> holder() {
        lock.lock();
        try {
            return holder == null ? List.of() : List.of(holder);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the tenant was abandoned, so that its flushes are not installed. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Gives the turn to no thread any more, and wakes those that wait for it; a holder of the platform is interrupted. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            Thread flushing = holder;
            if (flushing != null && interruptible) {
                flushing.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void hold(boolean byPlatformsThread) {
        if (holder == null) {
            holder = Thread.currentThread();
            interruptible = byPlatformsThread;
        }
        depth++;
    }
}
