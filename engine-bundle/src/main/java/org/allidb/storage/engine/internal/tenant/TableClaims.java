package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionTask;

/**
 * Which tables of a tenant a compaction works on, and whether more may be claimed. A table has one claim at a time.
 *
 * <ul>
 *   <li>A suspension lets claims under way end and gives no new ones, until {@link #resume}.
 *   <li>After {@link #abandon} no thread waits for claims under way. It takes no lock, as a plug-in may hold one up; threads
 *       that wait look for it now and then.
 *   <li>Thread-safe. No foreign code is called under the lock.
 * </ul>
 */
final class TableClaims {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The claims that have not ended. */
    @GuardedBy("lock")
    private int running;

    /** How often a claim has ended, or claims were made possible again. */
    @GuardedBy("lock")
    private long changes;

    /** Written under the lock, but for an abandonment. */
    private volatile boolean suspended;

    private volatile boolean abandoned;

    /** Tables that a task works on, and no other one until the claim is closed. */
    final class Claim implements AutoCloseable {

        private final CompactionTask task;
        private final List<TableHandle> tables;

        private Claim(CompactionTask task, List<TableHandle> tables) {
            this.task = task;
            this.tables = tables;
        }

        CompactionTask task() {
            return task;
        }

        List<TableHandle> tables() {
            return tables;
        }

        /** Ends the claim. */
        @Override
        public void close() {
            tables.forEach(TableHandle::releaseClaim);
            leave();
        }
    }

    /**
     * Claims the tables of a task.
     *
     * @return the claim; empty if claims are suspended, or if a table has a claim or was merged away since it was looked up
     */
    Optional<Claim> tryClaim(CompactionTask task, List<TableHandle> tables) {
        lock.lock();
        try {
            if (suspended) {
                return Optional.empty();
            }
            List<TableHandle> claimed = new ArrayList<>();
            for (TableHandle table : tables) {
                boolean free = table.tryClaim();
                if (free) {
                    claimed.add(table);
                }
                // the task that had it may have merged it away since these tables were looked up
                if (!free || table.isRemoved()) {
                    claimed.forEach(TableHandle::releaseClaim);
                    return Optional.empty();
                }
            }
            running++;
            return Optional.of(new Claim(task, claimed));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins work that writes tables and needs none; {@link #leave} follows. It holds up a suspension as a claim does.
     *
     * @return false if claims are suspended
     */
    boolean tryEnter() {
        lock.lock();
        try {
            if (suspended) {
                return false;
            }
            running++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #tryEnter} began. */
    void leave() {
        lock.lock();
        try {
            running--;
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isSuspended() {
        return suspended;
    }

    /** Returns how often something has changed that a refused claim may wait for; see {@link #awaitChange}. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a claim has ended or claims are possible again. An interrupt is kept.
     *
     * @param seen {@link #changes} from before the claim that was refused
     */
    void awaitChange(long seen) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (changes == seen && !abandoned) {
                try {
                    boolean _ = changed.await(LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives no more claims until {@link #resume}. */
    void suspend() {
        lock.lock();
        try {
            suspended = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives no more claims until {@link #resume}, if there is none now.
     *
     * @return whether there is none
     */
    boolean suspendIfIdle() {
        lock.lock();
        try {
            boolean idle = running == 0;
            suspended |= idle;
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the end of all claims after a suspension, which ends if they do not end in time.
     *
     * @return whether there are none, or the tenant was abandoned
     */
    boolean awaitSuspended(long patienceNanos) {
        lock.lock();
        try {
            if (awaitNone(patienceNanos)) {
                return true;
            }
            suspended = abandoned;
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of all claims, or until the tenant was abandoned. */
    void awaitNone() {
        lock.lock();
        try {
            awaitNone(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    boolean hasNone() {
        lock.lock();
        try {
            return running == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a suspension.
     *
     * @param closed whether the tenant is closed, so that threads which wait learn of it and no claim is given
     */
    void resume(boolean closed) {
        lock.lock();
        try {
            suspended = closed;
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives no more claims, and has no thread wait for those under way. Takes no lock. */
    void abandon() {
        suspended = true;
        abandoned = true;
    }

    /** Waits until there is no claim. An interrupt is kept. */
    @GuardedBy("lock")
    private boolean awaitNone(long patienceNanos) {
        boolean interrupted = false;
        long left = patienceNanos;
        while (running > 0 && !abandoned && left > 0) {
            long slice = Math.min(left, LOOK_AGAIN_NANOS);
            try {
                left -= slice - Math.max(0, changed.awaitNanos(slice));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running == 0;
    }
}
