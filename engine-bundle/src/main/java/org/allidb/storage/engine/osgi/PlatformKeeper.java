package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens the platform as soon as its configuration and its components are there, and publishes it. Has it follow the
 * configuration, and closes it at the end.
 *
 * <ul>
 *   <li>One thread does all of it. No lock is held over an open, a publication or a close, and the threads of the container
 *       wait for nothing but the close.
 *   <li>An open that fails because the directory is in use or cannot be read is tried again until {@link #close}: after
 *       1 s, 2 s and so on up to a minute, and at each change of a component or the configuration.
 *   <li>What an open waits for is reported as a warning if it lasts.
 * </ul>
 */
final class PlatformKeeper {

    /** So long after the last change what is missing is not on its way any more. */
    static final long PATIENCE_MILLIS = 5_000;

    private static final long FIRST_DELAY_MILLIS = 1_000;
    private static final long MAX_DELAY_MILLIS = 60_000;
    /** A process that is stopping has its time; after so many attempts it is more than that. */
    private static final int QUIET_ATTEMPTS = 4;

    private final Logger log;
    private final ConfigurationLayers layers;
    private final Function<StorageConfiguration, StoragePlatform> opener;
    private final Function<StoragePlatform, Runnable> publisher;
    private volatile @Nullable ScheduledExecutorService thread;
    private volatile boolean closing;
    // what follows belongs to the thread
    private @Nullable Thread worker;
    private @Nullable StoragePlatform platform;
    private @Nullable StorageConfiguration applied;
    private Runnable withdrawal = () -> {};
    private String waitsFor = "";
    private @Nullable ScheduledFuture<?> report;
    private @Nullable ScheduledFuture<?> retry;
    private int failures;

    /**
     * Waits for {@link #start}.
     *
     * @param log receives what an operator must know
     * @param layers the configuration
     * @param opener opens a platform
     * @param publisher makes an open platform known; returns what takes that back
     */
    PlatformKeeper(
            Logger log,
            ConfigurationLayers layers,
            Function<StorageConfiguration, StoragePlatform> opener,
            Function<StoragePlatform, Runnable> publisher) {
        this.log = log;
        this.layers = layers;
        this.opener = opener;
        this.publisher = publisher;
    }

    /** Starts with the first source of threads; does nothing when it has started or was closed. */
    void start(ExecutorFactory executors) {
        if (thread != null || closing) {
            return;
        }
        ScheduledExecutorService scheduler = executors.scheduler("platform");
        if (adopt(scheduler)) {
            changed();
        } else {
            scheduler.shutdownNow();
        }
    }

    private synchronized boolean adopt(ScheduledExecutorService scheduler) {
        if (thread != null || closing) {
            return false;
        }
        thread = scheduler;
        return true;
    }

    /** Looks, soon and on the keeper's thread, whether there is something to do: the configuration or a component changed. */
    void changed() {
        ScheduledExecutorService started = thread;
        if (started != null && !closing) {
            try {
                started.execute(this::look);
            } catch (RejectedExecutionException e) {
                log.log(Level.DEBUG, "closed meanwhile", e);
            }
        }
    }

    /** Withdraws and closes the platform, and ends. Returns when it is closed. */
    void close() {
        ScheduledExecutorService started;
        synchronized (this) {
            closing = true;
            started = thread;
        }
        if (started == null) {
            return;
        }
        if (Thread.currentThread() == worker) {
            // a client that got the service stops the bundle at once
            closePlatform();
        } else {
            await(started.submit(this::closePlatform));
        }
        started.shutdownNow();
    }

    private void look() {
        worker = Thread.currentThread();
        Optional<StorageConfiguration> wanted = layers.inForce();
        if (closing) {
            return;
        }
        if (wanted.isEmpty()) {
            waitFor(layers.waitsFor());
        } else if (platform == null) {
            open(wanted.get());
        } else if (!wanted.get().equals(applied)) {
            apply(platform, wanted.get());
        }
    }

    private void open(StorageConfiguration wanted) {
        cancel(retry);
        try {
            StoragePlatform opened = opener.apply(wanted);
            platform = opened;
            applied = wanted;
            failures = 0;
            waitsFor = "";
            cancel(report);
            withdrawal = publisher.apply(opened);
            if (platform == null) {
                // closed by a client that got the service
                withdrawal.run();
            }
        } catch (ComponentMissingException e) {
            waitFor(String.valueOf(e.getMessage()));
        } catch (DirectoryInUseException | StorageIoException e) {
            cancel(report);
            tryAgain(e);
        } catch (RuntimeException | Error e) {
            cancel(report);
            log.log(Level.ERROR, "the storage is not opened", e);
        }
    }

    private void apply(StoragePlatform open, StorageConfiguration wanted) {
        try {
            open.configure(wanted);
            applied = wanted;
        } catch (StorageException e) {
            log.log(Level.ERROR, "{0}; the configuration before it stays in force", e.getMessage());
        }
    }

    private void waitFor(String what) {
        if (!what.equals(waitsFor)) {
            waitsFor = what;
            cancel(report);
            report = schedule(
                    () -> log.log(Level.WARNING, "the storage is not opened yet: {0}", waitsFor), PATIENCE_MILLIS);
        }
    }

    private void tryAgain(StorageException failure) {
        long delay = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(failures, Integer.SIZE / 2));
        failures++;
        Level level =
                failure instanceof DirectoryInUseException && failures <= QUIET_ATTEMPTS ? Level.WARNING : Level.ERROR;
        log.log(level, "the storage is not opened; it is tried again in " + delay / 1_000 + " s", failure);
        retry = schedule(this::look, delay);
    }

    private void closePlatform() {
        cancel(retry);
        cancel(report);
        StoragePlatform open = platform;
        if (open == null) {
            return;
        }
        platform = null;
        try {
            withdrawal.run();
        } finally {
            open.close();
        }
    }

    private @Nullable ScheduledFuture<?> schedule(Runnable task, long millis) {
        ScheduledExecutorService started = thread;
        return started == null ? null : started.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void await(Future<?> closed) {
        boolean interrupted = false;
        while (true) {
            try {
                closed.get();
                break;
            } catch (InterruptedException e) {
                // the service is gone when this returns, whatever happens
                interrupted = true;
            } catch (ExecutionException e) {
                log.log(Level.ERROR, "closing the storage failed", e.getCause());
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
