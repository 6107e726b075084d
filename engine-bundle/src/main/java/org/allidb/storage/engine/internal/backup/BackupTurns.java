package org.allidb.storage.engine.internal.backup;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;

/**
 * The operations in a backup directory. Changes come one at a time; reads of a backup run beside them and beside each other,
 * but for its own deletion. An operation is a state: the lock is held over maps, never over files. Thread-safe.
 */
final class BackupTurns {

    private final String where;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How many operations read a backup, by its number; under the lock. */
    private final Map<Long, Integer> readers = new HashMap<>();
    /** Under the lock. */
    private final Set<Turn> underWay = new LinkedHashSet<>();
    /** Whether a backup is being made or deleted; under the lock. */
    private boolean changing;
    /** The backups that are being deleted, one at most; under the lock. */
    private final Set<Long> deleting = new LinkedHashSet<>();

    private volatile boolean closed;

    /**
     * No operation is under way.
     *
     * @param where the directory, for messages
     */
    BackupTurns(String where) {
        this.where = where;
    }

    /** An operation that is under way; its close ends it. */
    final class Turn implements AutoCloseable {

        private final String doing;
        private final Runnable end;

        private Turn(String doing, Runnable end) {
            this.doing = doing;
            this.end = end;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                underWay.remove(this);
                end.run();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public String toString() {
            return doing;
        }
    }

    /** Begins to make a backup, when no other change is under way. */
    Turn create(String doing) {
        return begin(doing, () -> !changing, () -> changing = true, () -> changing = false);
    }

    /** Begins to delete a backup, when no other change is under way and no operation reads it. */
    Turn delete(String doing, long number) {
        return begin(
                doing,
                () -> !changing && !readers.containsKey(number),
                () -> {
                    changing = true;
                    deleting.add(number);
                },
                () -> {
                    changing = false;
                    deleting.remove(number);
                });
    }

    /** Begins to read a backup, when it is not being deleted. */
    Turn read(String doing, long number) {
        return begin(
                doing,
                () -> !deleting.contains(number),
                () -> readers.merge(number, 1, Integer::sum),
                () -> readers.computeIfPresent(number, (key, count) -> count == 1 ? null : count - 1));
    }

    private Turn begin(String doing, BooleanSupplier mayBegin, Runnable begin, Runnable end) {
        lock.lock();
        try {
            checkOpen();
            while (!mayBegin.getAsBoolean()) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StorageIoException(
                            where + ": " + doing + " was interrupted while it waited for " + underWay + "; nothing was changed", e);
                }
                checkOpen();
            }
            begin.run();
            Turn turn = new Turn(doing, end);
            underWay.add(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** Lets no operation begin any more, and tells those under way to end. Returns whether this call was the first. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            changed.signalAll();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the operations under way, after {@link #close()}. An interrupt does not end the wait and is kept.
     *
     * @param millis how long at most
     * @return what is under way after that time, in words
     */
    List<String> awaitEnd(long millis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        lock.lock();
        try {
            while (!underWay.isEmpty() && nanos > 0) {
                try {
                    nanos = changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return underWay.stream().map(Turn::toString).toList();
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Throws if the directory was closed. */
    void checkOpen() {
        if (closed) {
            throw new StoreClosedException(where + " is closed; open it again from the platform");
        }
    }
}
