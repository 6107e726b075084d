package org.allidb.storage.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/** A wait for what another thread brings about. It ends after a minute, so that a test fails and does not hang its build. */
@ProviderType
public final class Await {

    private static final long PATIENCE_SECONDS = 60;
    private static final long PAUSE_MICROS = 200;

    private Await() {}

    /**
     * Waits until a condition holds, whose evaluation may move a {@link ManualClock}.
     *
     * @param what what is awaited, for the error
     * @param condition the condition, evaluated again and again by the calling thread
     * @throws AssertionError if it does not hold within a minute, or the thread is interrupted
     */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted before: " + what);
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
        }
    }

    /**
     * Waits until a stage has completed, and throws what it has completed with, if that is an error.
     *
     * @param stage the stage
     * @throws AssertionError if it does not complete within a minute
     */
    public static void end(CompletionStage<?> stage) {
        end(stage, () -> {});
    }

    /**
     * Waits until a stage has completed, and throws what it has completed with, if that is an error.
     *
     * @param stage the stage
     * @param meanwhile called again and again until then, such as {@link SerialRuntime#runDue()}
     * @throws AssertionError if it does not complete within a minute
     */
    public static void end(CompletionStage<?> stage, Runnable meanwhile) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        until("the end of a stage", () -> {
            meanwhile.run();
            return future.isDone();
        });
        if (future.isCompletedExceptionally()) {
            switch (future.exceptionNow()) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            }
        }
    }
}
