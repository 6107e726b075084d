package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionView;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the strategy in use says is due. The strategy is asked on a thread for plug-ins after every change of the tables,
 * once for all changes that come while it thinks; writers and flushes read the last answer and wait for none. Thread-safe.
 */
final class DebtGauge {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(StrategyRunner.TIMEOUT_SECONDS);

    private final EngineServices services;
    private final StrategyRunner strategy;
    private final Supplier<CompactionView> tables;
    private final Runnable measured;
    /** Guards the fields below; nothing foreign is called under it. */
    private final Object lock = new Object();

    private @Nullable Future<?> question;
    private long askedAt;
    private long round;
    private boolean again;
    private volatile CompactionDebt debt = CompactionDebt.NONE;

    /**
     * A gauge that has measured nothing yet.
     *
     * @param tables the tables now, none of them busy
     * @param measured called when there is an answer
     */
    DebtGauge(EngineServices services, StrategyRunner strategy, Supplier<CompactionView> tables, Runnable measured) {
        this.services = services;
        this.strategy = strategy;
        this.tables = tables;
        this.measured = measured;
    }

    /** What was due when it was measured last; nothing where compactions do not run by themselves. */
    CompactionDebt debt() {
        return services.configuration().compaction().enabled() ? debt : CompactionDebt.NONE;
    }

    /** Measures soon. An answer that takes too long is given up: the strategy is told of, and asked anew. */
    void measure() {
        if (!services.configuration().compaction().enabled()) {
            measured.run();
            return;
        }
        Future<?> overdue = null;
        long mine;
        synchronized (lock) {
            if (askedAt != 0) {
                if (services.runtime().clock().nanoTime() - askedAt < TIMEOUT_NANOS) {
                    again = true;
                    return;
                }
                overdue = question;
            }
            begin();
            mine = ++round;
        }
        if (overdue != null) {
            overdue.cancel(true);
            strategy.debtTimedOut();
            debt = CompactionDebt.NONE;
        }
        try {
            Future<?> asked = strategy.submit(() -> ask(mine));
            synchronized (lock) {
                question = round == mine && askedAt != 0 ? asked : question;
            }
        } catch (RejectedExecutionException e) {
            // the platform is being closed, and nobody writes any more
            synchronized (lock) {
                askedAt = 0;
            }
        }
    }

    private void ask(long mine) {
        do {
            CompactionDebt answer;
            try {
                answer = strategy.debt(tables.get());
            } catch (StorageException e) {
                // there is no strategy, or no tenant any more: nothing merges, so nothing is worth waiting for
                answer = CompactionDebt.NONE;
            }
            synchronized (lock) {
                if (round != mine) {
                    return;
                }
            }
            debt = answer;
            measured.run();
        } while (isAskedAgain(mine));
    }

    private boolean isAskedAgain(long mine) {
        synchronized (lock) {
            if (round != mine) {
                return false;
            }
            if (again) {
                begin();
                return true;
            }
            askedAt = 0;
            question = null;
            return false;
        }
    }

    /** Under the lock. */
    private void begin() {
        again = false;
        // zero says that nothing is under way
        askedAt = services.runtime().clock().nanoTime() | 1;
    }
}
