package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A wait for a task that is part of a close: bounded, because the task may call what never returns. */
public final class BoundedWait {

    private BoundedWait() {}

    /**
     * Waits for the end of a task. An interrupt does not end the wait and is kept.
     *
     * @param task the task
     * @param nanos how long to wait at most
     * @param failures gets what the task failed with
     * @return whether the task has ended
     */
    public static boolean await(Future<?> task, long nanos, List<IOException> failures) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get(nanos, TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            failures.add(
                    cause instanceof IOException failure ? failure : new IOException(String.valueOf(cause), cause));
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
