package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Threads for questions to strategies: each strategy has {@value #THREADS} of its own. A strategy that never returns, and
 * ignores interrupts, uses up these, and stops neither the built-in one nor its own successor. Thread-safe; the monitor is held
 * over maps alone.
 */
public final class StrategyThreads implements AutoCloseable {

    static final int THREADS = 4;

    private final StorageRuntime runtime;
    private final Predicate<CompactionStrategy> installed;

    @GuardedBy("this")
    private final IdentityHashMap<CompactionStrategy, Asked> asked = new IdentityHashMap<>();

    @GuardedBy("this")
    private boolean closed;

    /** The threads of one strategy, and since when they wait for it; the latter is guarded by the monitor of the outer class. */
    private static final class Asked {

        private final ExecutorService pool;
        private final Set<AtomicLong> since = new HashSet<>();

        Asked(ExecutorService pool) {
            this.pool = pool;
        }
    }

    /**
     * Begins without threads.
     *
     * @param runtime clock and threads
     * @param installed returns whether a strategy is installed, by its identity; the threads of others end
     */
    public StrategyThreads(StorageRuntime runtime, Predicate<CompactionStrategy> installed) {
        this.runtime = runtime;
        this.installed = installed;
    }

    /**
     * Asks a strategy.
     *
     * @param strategy the one that the question calls
     * @param question runs on one of its threads, when one is free
     * @throws RejectedExecutionException if the platform is closed
     */
    <T> Future<T> submit(CompactionStrategy strategy, Callable<T> question) {
        while (true) {
            Asked mine = threadsOf(strategy);
            try {
                return mine.pool.submit(() -> ask(mine, question));
            } catch (RejectedExecutionException e) {
                if (isAsked(strategy, mine)) {
                    throw e;
                }
                // the strategy was removed, and its threads ended, after they were found
            }
        }
    }

    /**
     * Returns whether no thread is left for a strategy, because it has not returned from earlier questions in time.
     */
    synchronized boolean isStuck(CompactionStrategy strategy) {
        Asked mine = asked.get(strategy);
        if (mine == null || mine.since.size() < THREADS) {
            return false;
        }
        long overdue = runtime.clock().nanoTime() - TimeUnit.SECONDS.toNanos(StrategyRunner.TIMEOUT_SECONDS);
        return mine.since.stream().allMatch(since -> since.get() - overdue <= 0);
    }

    /** Asks no more, and interrupts those that are asked. */
    @Override
    public void close() {
        List<Asked> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(asked.values());
            asked.clear();
        }
        all.forEach(each -> each.pool.shutdownNow());
    }

    /** Returns the threads of a strategy; makes them, and ends those of removed ones, if it has none. */
    private Asked threadsOf(CompactionStrategy strategy) {
        Asked found = find(strategy);
        if (found != null) {
            return found;
        }
        endOthers();
        Asked made = new Asked(runtime.executors().pool("strategy", THREADS));
        Asked used = null;
        try {
            used = add(strategy, made);
        } finally {
            if (used != made) {
                made.pool.shutdown();
            }
        }
        return used;
    }

    private synchronized @Nullable Asked find(CompactionStrategy strategy) {
        checkOpen();
        return asked.get(strategy);
    }

    /** Adds threads of a strategy, and returns those that it has: others, if another thread was quicker. */
    private synchronized Asked add(CompactionStrategy strategy, Asked made) {
        checkOpen();
        Asked before = asked.putIfAbsent(strategy, made);
        return before == null ? made : before;
    }

    private synchronized boolean isAsked(CompactionStrategy strategy, Asked threads) {
        return closed || asked.get(strategy) == threads;
    }

    @GuardedBy("this")
    private void checkOpen() {
        if (closed) {
            throw new RejectedExecutionException("the platform is closed");
        }
    }

    /** Ends the threads of strategies that are not installed any more. */
    private void endOthers() {
        List<CompactionStrategy> all;
        synchronized (this) {
            all = List.copyOf(asked.keySet());
        }
        for (CompactionStrategy strategy : all) {
            if (!installed.test(strategy)) {
                Asked removed;
                synchronized (this) {
                    removed = asked.remove(strategy);
                }
                if (removed != null) {
                    removed.pool.shutdown();
                }
            }
        }
    }

    private <T> T ask(Asked mine, Callable<T> question) throws Exception {
        AtomicLong since = new AtomicLong(runtime.clock().nanoTime());
        synchronized (this) {
            mine.since.add(since);
        }
        try {
            return question.call();
        } finally {
            synchronized (this) {
                mine.since.remove(since);
            }
        }
    }
}
