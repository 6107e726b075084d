package org.allidb.storage.engine.internal.backup;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    /** How many operations read a backup, by its number. */
    @GuardedBy("lock")
    private final Map<Long, Integer> readers = new HashMap<>();

    @GuardedBy("lock")
    private final Set<Turn> underWay = new LinkedHashSet<>();

    /** Whether a backup is being made or deleted. */
    @GuardedBy("lock")
    private boolean changing;

    /** The backups that are being deleted, one at most. */
    @GuardedBy("lock")
    private final Set<Long> deleting = new LinkedHashSet<>();

    /** Written under the lock. */
    private volatile boolean closed;

    /**
     * Creates turns of which none is taken.
     *
     * @param where the directory, for messages
     */
    BackupTurns(String where) {
        this.where = where;
    }

    /** What an operation does to a backup. */
    private enum Kind {
        /** It makes one. */
        CREATE,
        /** It deletes one. */
        DELETE,
        /** It reads one. */
        READ
    }

    /** An operation that is under way; its close ends it. */
    final class Turn implements AutoCloseable {

        private final String doing;
        private final Kind kind;
        private final long number;

        private Turn(String doing, Kind kind, long number) {
            this.doing = doing;
            this.kind = kind;
            this.number = number;
        }

        @Override
        public void close() {
            end(this);
        }

        @Override
        public String toString() {
            return doing;
        }
    }

    /** Begins to make a backup, when no other change is under way. */
    Turn create(String doing) {
        return begin(new Turn(doing, Kind.CREATE, 0));
    }

    /** Begins to delete a backup, when no other change is under way and no operation reads it. */
    Turn delete(String doing, long number) {
        return begin(new Turn(doing, Kind.DELETE, number));
    }

    /** Begins to read a backup, when it is not being deleted. */
    Turn read(String doing, long number) {
        return begin(new Turn(doing, Kind.READ, number));
    }

    private Turn begin(Turn turn) {
        lock.lock();
        try {
            checkOpen();
            while (!mayBegin(turn)) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StorageIoException(
                            where + ": " + turn + " was interrupted while it waited for " + underWay
                                    + "; nothing was changed",
                            e);
                }
                checkOpen();
            }
            switch (turn.kind) {
                case CREATE -> changing = true;
                case DELETE -> {
                    changing = true;
                    deleting.add(turn.number);
                }
                case READ -> readers.merge(turn.number, 1, Integer::sum);
            }
            underWay.add(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean mayBegin(Turn turn) {
        return switch (turn.kind) {
            case CREATE -> !changing;
            case DELETE -> !changing && !readers.containsKey(turn.number);
            case READ -> !deleting.contains(turn.number);
        };
    }

    private void end(Turn turn) {
        lock.lock();
        try {
            underWay.remove(turn);
            switch (turn.kind) {
                case CREATE -> changing = false;
                case DELETE -> {
                    changing = false;
                    deleting.remove(turn.number);
                }
                case READ -> readers.computeIfPresent(turn.number, (key, count) -> count == 1 ? null : count - 1);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets no operation begin any more, and has those under way end. Returns whether this call was the first. */
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
