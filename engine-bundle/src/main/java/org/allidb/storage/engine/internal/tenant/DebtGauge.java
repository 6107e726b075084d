package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the strategy in use says is due. The strategy is asked on a thread for plug-ins after every change of the
 * tables, once for all changes that come while it thinks. Writers and flushes use the last answer and wait for none.
 * Thread-safe.
 */
final class DebtGauge {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(StrategyRunner.TIMEOUT_SECONDS);

    private final StrategyRunner strategy;
    private final MergeableTables tables;
    private final Backpressure backpressure;
    private final Supplier<StorageConfiguration> configuration;
    private final StorageClock clock;
    /** The strategy is asked without it. */
    private final Object lock = new Object();

    /** The question under way, as soon as it was handed to a thread. */
    @GuardedBy("lock")
    private @Nullable Future<?> question;

    /** When the question under way was asked, 0 if there is none. */
    @GuardedBy("lock")
    private long askedAt;

    /** The number of the question under way; the answers of earlier ones are ignored. */
    @GuardedBy("lock")
    private long round;

    /** Whether the tables have changed since the question under way was asked. */
    @GuardedBy("lock")
    private boolean again;

    /**
     * Creates a gauge that has measured nothing yet.
     *
     * @param strategy asks the strategy in use
     * @param tables the tenant's tables
     * @param backpressure receives the answers
     */
    DebtGauge(
            StrategyRunner strategy,
            MergeableTables tables,
            Backpressure backpressure,
            Supplier<StorageConfiguration> configuration,
            StorageClock clock) {
        this.strategy = strategy;
        this.tables = tables;
        this.backpressure = backpressure;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** Measures soon. A question that takes too long is cancelled and reported, and the strategy is asked again. */
    void measure() {
        if (!configuration.get().compaction().enabled()) {
            backpressure.update();
            return;
        }
        Future<?> overdue = null;
        long mine;
        synchronized (lock) {
            if (askedAt != 0) {
                if (clock.nanoTime() - askedAt < TIMEOUT_NANOS) {
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
            backpressure.owes(CompactionDebt.NONE);
        }
        try {
            Future<?> asked = strategy.submit(() -> ask(mine));
            synchronized (lock) {
                question = round == mine && askedAt != 0 ? asked : question;
            }
        } catch (RejectedExecutionException e) {
            // the platform is being closed, and takes no more writes
            synchronized (lock) {
                askedAt = 0;
            }
        }
    }

    private void ask(long mine) {
        do {
            CompactionDebt answer;
            try {
                answer = strategy.debt(tables.viewOfDebt());
            } catch (StorageException e) {
                // there is no strategy, or no tenant any more: nothing merges, so nothing is worth waiting for
                answer = CompactionDebt.NONE;
            }
            synchronized (lock) {
                if (round != mine) {
                    return;
                }
            }
            backpressure.owes(answer);
            backpressure.update();
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

    @GuardedBy("lock")
    private void begin() {
        again = false;
        // zero says that nothing is under way
        askedAt = clock.nanoTime() | 1;
    }
}
