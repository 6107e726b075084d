package org.allidb.storage.replication.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;

/** How long a node waits for its cluster, and how soon it tries again. Thread-safe. */
final class Retries {

    private static final long DELAY_MILLIS = 50;

    private final StorageClock clock;
    private final Later later;
    private final long patienceMillis;

    Retries(StorageClock clock, Later later, long patienceMillis) {
        this.clock = clock;
        this.later = later;
        this.patienceMillis = patienceMillis;
    }

    /** Runs something after a time. */
    @FunctionalInterface
    interface Later {

        /**
         * Runs it.
         *
         * @throws RejectedExecutionException if nothing is run any more
         */
        void run(Runnable task, long millis);

        /** Returns what a scheduler does. */
        static Later of(ScheduledExecutorService scheduler) {
            return (task, millis) -> {
                var _ = scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
            };
        }
    }

    /** Returns how long a call waits, in milliseconds. */
    long patienceMillis() {
        return patienceMillis;
    }

    /** Returns until when a call that begins now is tried, by the monotonic clock. */
    long deadline() {
        return clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /** Returns whether a deadline has not passed. */
    boolean isBefore(long deadline) {
        return clock.nanoTime() - deadline < 0;
    }

    /** Runs something in a moment; at once if the platform is being closed. */
    void later(Runnable attempt) {
        try {
            later.run(attempt, DELAY_MILLIS);
        } catch (RejectedExecutionException e) {
            attempt.run();
        }
    }

    /** Returns what a stage failed with. */
    static Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("neither an answer nor a failure") : failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
