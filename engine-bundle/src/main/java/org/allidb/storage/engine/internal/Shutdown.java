package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.allidb.storage.engine.internal.lifecycle.BoundedWait;
import org.allidb.storage.spi.runtime.StorageRuntime;

/**
 * Closes the parts of a platform within a time, whatever hangs in them. Each part is closed on a thread that is left
 * behind if it does not end. The data directory comes last, cut off from what is left. Used by one thread, once.
 */
final class Shutdown {

    private static final Logger LOG = System.getLogger(Shutdown.class.getName());
    private static final int MOST_THREADS = 16;

    private final ExecutorService threads;
    private final StorageRuntime runtime;
    private final long patienceNanos;
    private final long endNanos;
    private final List<IOException> failures = Collections.synchronizedList(new ArrayList<>());

    /** A part of the platform. */
    @FunctionalInterface
    interface Part {

        /** Closes it. */
        void close() throws Exception;
    }

    /**
     * Begins a shutdown, and the time that it has.
     *
     * @param patienceNanos how long everything may take
     */
    Shutdown(StorageRuntime runtime, long patienceNanos) {
        this.runtime = runtime;
        this.threads = runtime.executors().pool("close", MOST_THREADS);
        this.patienceNanos = patienceNanos;
        this.endNanos = runtime.clock().nanoTime() + patienceNanos;
    }

    /**
     * Returns the time that a part has.
     *
     * @param reserve the share of the whole time that is kept for the parts after it
     */
    long nanosLeft(double reserve) {
        long left = endNanos - runtime.clock().nanoTime() - (long) (reserve * patienceNanos);
        return Math.max(0, left);
    }

    /** Notes what went wrong. */
    void failed(List<IOException> more) {
        failures.addAll(more);
    }

    /**
     * Closes a part, and waits for it.
     *
     * @param name for the log
     * @param reserve the share of the whole time that is kept for the parts after it
     * @return ends when the part has ended, however it did
     */
    CompletableFuture<Void> close(String name, double reserve, Part part) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Future<?> task = threads.submit(() -> {
            try {
                part.close();
            } catch (IOException e) {
                failures.add(e);
            } catch (Exception | Error e) {
                failures.add(new IOException(e.toString(), e));
            } finally {
                ended.complete(null);
            }
        });
        if (!BoundedWait.await(task, nanosLeft(reserve), failures)) {
            LOG.log(
                    Level.WARNING,
                    "{0} did not close within the time that engine.drain_timeout_ms gives, and is left behind: a"
                            + " component or the disk does not return",
                    name);
        }
        return ended;
    }

    /**
     * Gives the directory back when everything has ended that could still write to it past its fence.
     *
     * @param writers end when the logs are closed
     * @return what went wrong
     */
    List<IOException> release(StorageDirectory directory, CompletableFuture<Void> writers) {
        CompletableFuture<Void> released = writers.thenCompose(ended -> directory.release());
        if (!BoundedWait.await(released, nanosLeft(0), failures)) {
            failures.add(new IOException(
                    "the data directory stays locked until a call of the log or of the disk returns that"
                            + " has not ended within engine.drain_timeout_ms; nothing that was acknowledged is lost"));
        }
        threads.shutdown();
        return List.copyOf(failures);
    }
}
