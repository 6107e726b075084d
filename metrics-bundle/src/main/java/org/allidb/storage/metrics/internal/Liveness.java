package org.allidb.storage.metrics.internal;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.StoragePlatform;

/** Finds out whether a platform still answers. One question is under way at a time, however many ask. Thread-safe. */
public final class Liveness {

    /** How long a platform may take to answer what takes microseconds. */
    public static final long PATIENCE_SECONDS = 5;

    /** What is said of one that does not. */
    public static final String SILENT = "the platform has not answered for " + PATIENCE_SECONDS
            + " seconds; take a thread dump, then restart the process";

    private final AtomicReference<FutureTask<Boolean>> question = new AtomicReference<>();

    /** Returns whether it answers in time; one that is away, because it is opened or replaced, counts as live. */
    public boolean answers(Optional<StoragePlatform> platform) {
        return answers(
                () -> platform.ifPresent(StoragePlatform::statistics), TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    boolean answers(Runnable call, long millis) {
        FutureTask<Boolean> mine = new FutureTask<>(call, true);
        FutureTask<Boolean> other = question.compareAndExchange(null, mine);
        FutureTask<Boolean> asked = other == null ? mine : other;
        if (other == null) {
            Thread.startVirtualThread(() -> {
                mine.run();
                question.set(null);
            });
        }
        try {
            return asked.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // an error is an answer
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
