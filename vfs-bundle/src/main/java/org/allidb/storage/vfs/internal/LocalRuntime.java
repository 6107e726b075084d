package org.allidb.storage.vfs.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** The runtime of a local machine: the system's clock, platform threads, and virtual ones for code of users. */
public class LocalRuntime implements StorageRuntime, StorageClock, ExecutorFactory {

    private static final Logger LOG = System.getLogger(LocalRuntime.class.getName());
    private static final long IDLE_SECONDS = 10;

    /** Creates the runtime. */
    public LocalRuntime() {}

    @Override
    public String name() {
        return "local";
    }

    @Override
    public StorageClock clock() {
        return this;
    }

    @Override
    public ExecutorFactory executors() {
        return this;
    }

    @Override
    public long wallMicros() {
        // no finer than milliseconds: Instant.now() would make an object for each call
        return System.currentTimeMillis() * 1_000;
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public ExecutorService pool(String name, int maxThreads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        maxThreads,
                        maxThreads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threads(name)) {
                    @Override
                    public void execute(Runnable task) {
                        super.execute(guarded(name, task));
                    }
                };
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public ExecutorService threadPerTask(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual()
                .name("allidb-" + name + "-", 1)
                .uncaughtExceptionHandler(
                        (thread, failure) -> LOG.log(Level.ERROR, "a task of " + thread.getName() + " failed", failure))
                .factory());
    }

    @Override
    public ScheduledExecutorService scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, threads(name)) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                super.afterExecute(task, thrown);
                if (task instanceof java.util.concurrent.Future<?> future && future.isDone()) {
                    if (future.state() == java.util.concurrent.Future.State.FAILED) {
                        LOG.log(Level.ERROR, "a task of allidb-" + name + " failed", future.exceptionNow());
                    }
                }
            }
        };
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    private static Runnable guarded(String name, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a task of allidb-" + name + " failed", e);
            }
        };
    }

    /**
     * Threads that hold nothing when they have ended. A thread keeps what it ran, and Felix keeps, as long as a bundle is there,
     * threads that have loaded one of its classes at the same time as another thread. An ended {@link FutureTask} keeps nothing.
     */
    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(new FutureTask<>(task, name), "allidb-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
