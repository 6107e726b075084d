package org.allidb.storage.compaction.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.kernel.fairness.WeightedLine;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;

/**
 * A scheduler that shares the time of its threads among tenants by weight, see {@link WeightedLine}. A tenant whose merges are behind
 * counts more, up to twice as much: its writers wait. A sweep at each check interval puts all tenants in line. Thread-safe; work
 * runs without the lock.
 */
final class FairScheduler implements CompactionScheduler {

    private static final Logger LOG = System.getLogger(FairScheduler.class.getName());
    private static final int MAX_THREADS = 64;

    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private final StorageClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** The registered work. */
    @GuardedBy("lock")
    private final Set<Work> registered = new LinkedHashSet<>();
    /** The work that waits. */
    @GuardedBy("lock")
    private final WeightedLine<Work, Work> line = new WeightedLine<>();

    @GuardedBy("lock")
    private CompactionOptions options;

    @GuardedBy("lock")
    private int active;

    @GuardedBy("lock")
    private boolean closed;

    private FairScheduler(CompactionOptions options, StorageRuntime runtime) {
        this.options = options;
        this.clock = runtime.clock();
        this.workers = runtime.executors().pool("compaction", MAX_THREADS);
        this.timer = runtime.executors().scheduler("compaction-check");
    }

    /** Starts a scheduler, with its sweeps. */
    static FairScheduler start(CompactionOptions options, StorageRuntime runtime) {
        FairScheduler scheduler = new FairScheduler(options, runtime);
        scheduler.scheduleSweep(options.checkIntervalMs());
        return scheduler;
    }

    @Override
    public void register(Work work) {
        lock.lock();
        try {
            registered.add(work);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unregister(Work work) {
        lock.lock();
        try {
            // it does not get in line again, even if it has more to do
            registered.remove(work);
            line.remove(work);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal(Work work) {
        lock.lock();
        try {
            queue(work);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reconfigure(CompactionOptions newOptions) {
        lock.lock();
        try {
            options = newOptions;
            dispatch();
        } finally {
            lock.unlock();
        }
        sweep();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            line.clear();
        } finally {
            lock.unlock();
        }
        timer.shutdownNow();
        workers.shutdown();
    }

    private void scheduleSweep(long delayMillis) {
        try {
            Future<?> _ = timer.schedule(
                    () -> {
                        try {
                            sweep();
                        } finally {
                            scheduleSweep(interval());
                        }
                    },
                    delayMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no check any more: the scheduler is closed", e);
        }
    }

    private long interval() {
        lock.lock();
        try {
            return options.checkIntervalMs();
        } finally {
            lock.unlock();
        }
    }

    private void sweep() {
        lock.lock();
        try {
            registered.forEach(this::queue);
            dispatch();
        } finally {
            lock.unlock();
        }
    }

    /** Puts work in line, unless it waits already or is not wanted. The caller holds the lock. */
    @GuardedBy("lock")
    private void queue(Work work) {
        assert lock.isHeldByCurrentThread();
        if (options.enabled() && registered.contains(work) && !line.has(work)) {
            line.add(work, work);
        }
    }

    /** Starts as many calls as are allowed. The caller holds the lock. */
    @GuardedBy("lock")
    private void dispatch() {
        assert lock.isHeldByCurrentThread();
        while (!closed && active < options.maxConcurrent() && !line.isEmpty()) {
            Work work = line.take();
            workers.execute(() -> run(work));
            active++;
        }
    }

    private void run(Work work) {
        boolean more = false;
        double share = 1;
        long began = clock.nanoTime();
        try {
            share = share(work);
            more = work.runOnce();
        } catch (RuntimeException | Error e) {
            // the next sweep tries again
            LOG.log(Level.WARNING, "a compaction failed unexpectedly", e);
        } finally {
            lock.lock();
            try {
                active--;
                line.served(work, (clock.nanoTime() - began) / share);
                if (more) {
                    queue(work);
                }
                dispatch();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Returns what work counts among others. */
    private static double share(Work work) {
        double debt = work.debt();
        return Math.max(1, work.weight()) * (1 + (debt > 0 ? Math.min(debt, 1) : 0));
    }
}
