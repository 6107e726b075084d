package org.allidb.storage.testkit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.annotation.versioning.ProviderType;

/** A clock of the test's choice, and real daemon threads. */
@ProviderType
public final class TestRuntime implements StorageRuntime, ExecutorFactory {

    /** The name for {@code engine.runtime}. */
    public static final String NAME = "test";

    private final StorageClock clock;

    /**
     * A runtime with a clock.
     *
     * @param clock what components see as time
     */
    public TestRuntime(StorageClock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StorageClock clock() {
        return clock;
    }

    @Override
    public ExecutorFactory executors() {
        return this;
    }

    @Override
    public ExecutorService pool(String name, int maxThreads) {
        return Executors.newFixedThreadPool(maxThreads, threads(name));
    }

    @Override
    public ScheduledExecutorService scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, threads(name));
        // as the runtime of the product does: what is closed keeps no thread until its next turn
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    private static ThreadFactory threads(String name) {
        return task -> Thread.ofPlatform().name("test-" + name).daemon().unstarted(task);
    }
}
