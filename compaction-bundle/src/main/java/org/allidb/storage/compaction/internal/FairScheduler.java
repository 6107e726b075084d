package org.allidb.storage.compaction.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
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
 * counts more, up to twice as much: its writers wait. Of two threads and more one takes only tasks that read {@value #SHORT_BYTES} bytes
 * at most, so that no small merge waits for large ones. A sweep at each check interval puts all tenants in line. Thread-safe; work
 * runs without the lock.
 */
final class FairScheduler implements CompactionScheduler {

    private static final Logger LOG = System.getLogger(FairScheduler.class.getName());
    private static final int MAX_THREADS = 64;
    /** 64 MiB: less than a second at the default bandwidth. */
    static final long SHORT_BYTES = 64L << 20;

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

    /** Work that waits and whose next task is not short, as far as is known. */
    @GuardedBy("lock")
    private final Set<Work> large = new HashSet<>();

    @GuardedBy("lock")
    private CompactionOptions options;

    @GuardedBy("lock")
    private int active;

    /** How many of the active calls may take a task of any size. */
    @GuardedBy("lock")
    private int unbounded;

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
            large.remove(work);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal(Work work) {
        lock.lock();
        try {
            // what has come may be short
            large.remove(work);
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
            large.clear();
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
            large.clear();
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
            boolean anySize = options.maxConcurrent() == 1 || unbounded < options.maxConcurrent() - 1;
            Set<Work> passedBy = large;
            Optional<Work> next = anySize ? Optional.of(line.take()) : line.takeFirst(work -> !passedBy.contains(work));
            if (next.isEmpty()) {
                return;
            }
            Work taken = next.get();
            large.remove(taken);
            workers.execute(() -> run(taken, anySize));
            active++;
            unbounded += anySize ? 1 : 0;
        }
    }

    private void run(Work work, boolean anySize) {
        ShortOutcome outcome = ShortOutcome.NOTHING;
        double share = 1;
        long began = clock.nanoTime();
        try {
            share = share(work);
            outcome = anySize ? work.runOnce() ? ShortOutcome.DONE : ShortOutcome.NOTHING : work.runShort(SHORT_BYTES);
        } catch (RuntimeException | Error e) {
            // the next sweep tries again
            LOG.log(Level.WARNING, "a compaction failed unexpectedly", e);
        } finally {
            lock.lock();
            try {
                active--;
                unbounded -= anySize ? 1 : 0;
                line.served(work, (clock.nanoTime() - began) / share);
                if (outcome == ShortOutcome.TOO_LARGE && !line.has(work)) {
                    large.add(work);
                }
                if (outcome != ShortOutcome.NOTHING) {
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
