package org.allidb.storage.metamorphic;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.testkit.ManualClock;

/**
 * A runtime without threads. What a component hands to a pool waits in one queue until the driver lets it run, on the
 * driver's own thread. What it schedules is due when the manual clock says so. So one seed gives one interleaving.
 *
 * <p>While the driver is inside {@link #atOnce}, tasks run where they are handed in. So operations that wait for
 * background work (a close, a drop) find it done. Locks of the product are reentrant, so a task may run under its
 * caller's.
 */
final class SteppedRuntime implements StorageRuntime, ExecutorFactory {

    static final String NAME = "stepped";

    private static final Set<String> NEVER_WAIT = Set.of("plugin", "strategy", "events", "log-sync", "completion");
    private static final int MOST_TASKS = 50_000;

    private final ManualClock clock;
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<SteppedScheduler.Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(SteppedScheduler.Timer::due).thenComparingLong(SteppedScheduler.Timer::number));
    private long lastNumber;
    private int immediately;

    SteppedRuntime(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StorageClock clock() {
        return clock;
    }

    @Override
    public ExecutorFactory executors() {
        return this;
    }

    @Override
    public ExecutorService pool(String name, int maxThreads) {
        // who asks a plugin or awaits a write waits for its answer, and events are for those who watch
        return new SteppedPool(NEVER_WAIT.contains(name) ? Runnable::run : this::submit);
    }

    @Override
    public ScheduledExecutorService scheduler(String name) {
        return new SteppedScheduler(this);
    }

    /** Tasks that wait. */
    int waiting() {
        return ready.size();
    }

    /** Runs what waits and what is due, and what comes of it, until nothing is left. */
    void runAll() {
        for (int tasks = 0; ; tasks++) {
            if (tasks > MOST_TASKS) {
                throw new AssertionError("background work does not come to an end");
            }
            Runnable task = ready.poll();
            if (task == null) {
                SteppedScheduler.Timer timer = timers.peek();
                if (timer == null || timer.due() > clock.nanoTime()) {
                    return;
                }
                timers.remove();
                task = timer::fire;
            }
            task.run();
        }
    }

    /** Runs an action that may wait for background work. */
    void atOnce(Runnable action) {
        runAll();
        immediately++;
        try {
            action.run();
        } finally {
            immediately--;
        }
        runAll();
    }

    long now() {
        return clock.nanoTime();
    }

    long nextNumber() {
        return ++lastNumber;
    }

    void add(SteppedScheduler.Timer timer) {
        timers.add(timer);
    }

    void remove(SteppedScheduler.Timer timer) {
        timers.remove(timer);
    }

    private void submit(Runnable task) {
        if (immediately > 0) {
            task.run();
        } else {
            ready.add(task);
        }
    }
}
