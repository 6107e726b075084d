package org.allidb.storage.testkit.consensus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The events of a simulation by their time. Events of one time run in the order in which they were scheduled. Thread-safe. */
final class VirtualTime {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::number));

    @GuardedBy("lock")
    private long scheduled;

    private volatile long now;

    private record Event(long nanos, long number, Runnable action) {}

    /** Returns the nanoseconds since the simulation began. */
    long now() {
        return now;
    }

    /** Schedules an event, {@code delayNanos} from now. */
    void schedule(long delayNanos, Runnable action) {
        lock.lock();
        try {
            events.add(new Event(now + Math.max(0, delayNanos), scheduled++, action));
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next event, not later than {@code limit}, and advances to its time; null if there is none. */
    @Nullable
    Runnable next(long limit) {
        lock.lock();
        try {
            Event first = events.peek();
            if (first == null || first.nanos() > limit) {
                return null;
            }
            events.remove();
            now = first.nanos();
            return first.action();
        } finally {
            lock.unlock();
        }
    }

    /** Advances to {@code nanos}, at which all earlier events have run. */
    void advanceTo(long nanos) {
        lock.lock();
        try {
            now = Math.max(now, nanos);
        } finally {
            lock.unlock();
        }
    }
}
