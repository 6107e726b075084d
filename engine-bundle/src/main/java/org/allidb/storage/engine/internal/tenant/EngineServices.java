package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.throttle.Throttler;

/** What all tenants of a platform share. What can be replaced while it runs is asked for each time. Thread-safe. */
public interface EngineServices {

    /** Time and threads. */
    StorageRuntime runtime();

    /** The installed providers. */
    ProviderRegistry providers();

    /** The configuration in force. */
    StorageConfiguration configuration();

    /** How long operations take. */
    OperationTimes times();

    /** Returns the counter of the writes of all tenants that were refused. */
    RefusedWriteCounter refusedWrites();

    /** Where events go. */
    EventSink events();

    /** The table format in use. */
    TableFormat tableFormat();

    /** The throttler of background work in use. */
    Throttler throttler();

    /** Another throttler of the kind in use, for background work with limits of its own. */
    Throttler newThrottler(ThrottleLimits limits);

    /** The scheduler of compactions in use. */
    CompactionScheduler scheduler();

    /** The memory of all memtables. */
    WriteBufferBudget budget();

    /** Returns the memory that readers hold. */
    ReaderMemoryBudget readerMemory();

    /** Returns where callers' handles, cursors and snapshots are watched. */
    LeakWatch leaks();

    /** Runs flushes. */
    FlushThreads flushes();

    /** Runs short tasks, now or later. */
    ScheduledExecutorService background();

    /** Asks strategies, which may hang. */
    StrategyThreads strategies();

    /** Runs what else may hang, while a component is replaced. */
    ExecutorService plugins();
}
