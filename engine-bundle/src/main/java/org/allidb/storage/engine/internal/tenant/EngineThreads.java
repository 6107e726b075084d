package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The threads that all tenants of a platform share.
 *
 * @param flushes run flushes
 * @param strategies ask strategies, which may hang
 * @param background runs short tasks, now or later
 * @param plugins run other calls that may hang, while a part is replaced for example
 * @param shares measures how late it wakes up, and does nothing that takes long
 * @param completions complete the stages of writes, and run code of callers that follows
 */
public record EngineThreads(
        FlushThreads flushes,
        StrategyThreads strategies,
        ScheduledExecutorService background,
        ExecutorService plugins,
        ScheduledExecutorService shares,
        Completions completions)
        implements AutoCloseable {

    /** Starts nothing more, and interrupts what runs in the background. */
    @Override
    public void close() {
        flushes.close();
        shares.shutdownNow();
        background.shutdownNow();
        strategies.close();
        plugins.shutdownNow();
        completions.close();
    }
}
