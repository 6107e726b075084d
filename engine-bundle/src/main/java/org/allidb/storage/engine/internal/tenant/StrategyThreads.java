package org.allidb.storage.engine.internal.tenant;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
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

/**
 * Threads for questions to strategies: each strategy has {@value #THREADS} of its own. One that never returns, and does not heed
 * interrupts, uses up these, and stops neither the built-in one nor its own successor. Thread-safe; the monitor is held over
 * maps, and tasks are handed to pools under it.
 */
public final class StrategyThreads implements AutoCloseable {

    static final int THREADS = 4;

    private final StorageRuntime runtime;
    private final Predicate<CompactionStrategy> installed;
    private final Map<CompactionStrategy, Asked> asked = new IdentityHashMap<>();
    private boolean closed;

    /** The threads of one strategy, and since when they wait for it. */
    private static final class Asked {

        private final ExecutorService pool;
        private final Set<AtomicLong> since = new HashSet<>();

        Asked(ExecutorService pool) {
            this.pool = pool;
        }
    }

    /**
     * No threads yet.
     *
     * @param runtime clock and threads
     * @param installed whether a strategy is installed, by its identity; the threads of others end
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
        synchronized (this) {
            if (closed) {
                throw new RejectedExecutionException("the platform is closed");
            }
            if (!asked.containsKey(strategy)) {
                removeOthers();
            }
            Asked mine = asked.computeIfAbsent(
                    strategy, first -> new Asked(runtime.executors().pool("strategy", THREADS)));
            return mine.pool.submit(() -> ask(mine, question));
        }
    }

    /**
     * Whether no thread is left for a strategy because it has not returned from earlier questions in time, whoever asked them.
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
    public synchronized void close() {
        closed = true;
        asked.values().forEach(each -> each.pool.shutdownNow());
        asked.clear();
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

    /** Under the monitor. */
    private void removeOthers() {
        for (Iterator<Map.Entry<CompactionStrategy, Asked>> all = asked.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<CompactionStrategy, Asked> each = all.next();
            if (!installed.test(each.getKey())) {
                each.getValue().pool.shutdown();
                all.remove();
            }
        }
    }
}
