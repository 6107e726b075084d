package org.allidb.storage.engine.internal;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.engine.internal.disk.DiskWatch;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.engine.internal.tenant.FlushThreads;
import org.allidb.storage.engine.internal.tenant.ReaderMemoryBudget;
import org.allidb.storage.engine.internal.tenant.StrategyThreads;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.WriteBufferBudget;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;

/** What the tenants of one platform share, made of the providers that are configured. Thread-safe. */
final class PlatformServices implements EngineServices, AutoCloseable {

    private static final int PLUGIN_THREADS = 8;

    private final StorageRuntime runtime;
    private final ProviderRegistry providers;
    private final OperationTimes times;
    private final RefusedWriteCounter refusedWrites;
    private final EventBus events;
    private final WriteBufferBudget budget;
    private final ReaderMemoryBudget readerMemory;
    private final LeakWatch leaks;
    private final FlushThreads flushes;
    private final ScheduledExecutorService background;
    private final ExecutorService plugins;
    private final StrategyThreads strategies;
    private final DiskWatch diskWatch;
    private volatile StorageConfiguration configuration;
    private volatile TableFormat tableFormat;
    private volatile Throttler throttler;
    private volatile CompactionScheduler scheduler;

    PlatformServices(
            StorageConfiguration configuration,
            ProviderRegistry providers,
            Supplier<Collection<TenantLsm>> openTenants) {
        this.configuration = configuration;
        this.providers = providers;
        this.runtime = providers.require(
                ComponentKind.RUNTIME,
                StorageRuntime.class,
                configuration.engine().runtime());
        this.tableFormat = newTableFormat();
        this.throttler = newThrottler();
        this.scheduler = newScheduler();
        this.times = new OperationTimes(runtime.clock());
        this.refusedWrites = new RefusedWriteCounter(runtime.clock());
        this.events = new EventBus(runtime);
        this.budget = new WriteBufferBudget(configuration.memtable().totalBytes(), openTenants);
        ExecutorFactory executors = runtime.executors();
        this.flushes = new FlushThreads(
                runtime, configuration.memtable().flushThreads(), this::patienceWithFlushesNanos, events);
        this.strategies = new StrategyThreads(
                runtime, strategy -> providers.list().stream().anyMatch(each -> each.provider() == strategy));
        this.background = executors.scheduler("engine");
        this.readerMemory = new ReaderMemoryBudget(
                () -> budget.limit() / 100 * this.configuration.memtable().readerPercent(), openTenants);
        this.leaks = new LeakWatch(() -> this.configuration.engine().trackOrigins(), background, events);
        this.plugins = executors.pool("plugin", PLUGIN_THREADS);
        this.diskWatch = new DiskWatch(
                runtime.clock(),
                times,
                events,
                () -> this.configuration.engine().slowOperationMs(),
                executors.scheduler("disk-watch"));
        diskWatch.start();
    }

    @Override
    public StorageRuntime runtime() {
        return runtime;
    }

    @Override
    public ProviderRegistry providers() {
        return providers;
    }

    @Override
    public StorageConfiguration configuration() {
        return configuration;
    }

    @Override
    public OperationTimes times() {
        return times;
    }

    @Override
    public RefusedWriteCounter refusedWrites() {
        return refusedWrites;
    }

    @Override
    public EventSink events() {
        return events;
    }

    EventBus eventBus() {
        return events;
    }

    @Override
    public TableFormat tableFormat() {
        return tableFormat;
    }

    @Override
    public Throttler throttler() {
        return throttler;
    }

    @Override
    public Throttler newThrottler(ThrottleLimits limits) {
        return newThrottler(configuration, limits);
    }

    private Throttler newThrottler(StorageConfiguration named, ThrottleLimits limits) {
        String name = named.compaction().throttler();
        return providers
                .require(ComponentKind.THROTTLER, ThrottlerProvider.class, name)
                .create(limits, runtime.clock());
    }

    @Override
    public CompactionScheduler scheduler() {
        return scheduler;
    }

    @Override
    public WriteBufferBudget budget() {
        return budget;
    }

    @Override
    public ReaderMemoryBudget readerMemory() {
        return readerMemory;
    }

    @Override
    public LeakWatch leaks() {
        return leaks;
    }

    @Override
    public FlushThreads flushes() {
        return flushes;
    }

    @Override
    public ScheduledExecutorService background() {
        return background;
    }

    @Override
    public StrategyThreads strategies() {
        return strategies;
    }

    @Override
    public ExecutorService plugins() {
        return plugins;
    }

    /** Sees what the disk takes long for. */
    DiskWatch diskWatch() {
        return diskWatch;
    }

    /** Puts a configuration in force, for who asks for it, and a throttler that it names; nothing if there is none. */
    void configure(StorageConfiguration now) {
        boolean sameThrottler =
                now.compaction().throttler().equals(configuration.compaction().throttler());
        Throttler next = sameThrottler ? throttler : newThrottler(now, now.compaction().limits());
        configuration = now;
        throttler = next;
        budget.setLimit(now.memtable().totalBytes());
        readerMemory.enforce();
    }

    /** Goes over to the throttler that is current now; jobs under way end on the one that they began with. */
    void replaceThrottler() {
        throttler = newThrottler();
    }

    /** Goes over to the table format that is current now. */
    void replaceTableFormat(Runnable reopenTables) {
        TableFormat before = tableFormat;
        tableFormat = newTableFormat();
        reopenTables.run();
        before.close();
    }

    /** Goes over to the scheduler that is current now. */
    void replaceScheduler(Collection<TenantLsm> tenants) {
        CompactionScheduler before = scheduler;
        CompactionScheduler successor = newScheduler();
        scheduler = successor;
        tenants.forEach(tenant -> tenant.adoptScheduler(successor));
        before.close();
    }

    @Override
    public void close() {
        leaks.close();
        flushes.close();
        background.shutdownNow();
        strategies.close();
        plugins.shutdownNow();
        diskWatch.close();
        events.close();
        // of providers, which may not return
        scheduler.close();
        tableFormat.close();
    }

    /** Long before the writers of other tenants are told of a stall. */
    private long patienceWithFlushesNanos() {
        return TimeUnit.MILLISECONDS.toNanos(configuration.engine().stallTimeoutMs()) / 2;
    }

    private TableFormat newTableFormat() {
        String name = configuration.sstable().provider();
        return providers
                .require(ComponentKind.SSTABLE, TableFormatProvider.class, name)
                .open(configuration.sstable(), providers, runtime);
    }

    private Throttler newThrottler() {
        return newThrottler(configuration.compaction().limits());
    }

    private CompactionScheduler newScheduler() {
        String name = configuration.compaction().scheduler();
        return providers
                .require(ComponentKind.SCHEDULER, CompactionSchedulerProvider.class, name)
                .create(configuration.compaction(), runtime);
    }
}
