package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.config.AuditOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.audit.AuditTrail;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.MasterKeys;
import org.allidb.storage.engine.internal.disk.DiskWatch;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.allidb.storage.engine.internal.observe.RefusedWriteCounter;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.tenant.Completions;
import org.allidb.storage.engine.internal.tenant.EngineThreads;
import org.allidb.storage.engine.internal.tenant.FlushThreads;
import org.allidb.storage.engine.internal.tenant.MemoryBudgets;
import org.allidb.storage.engine.internal.tenant.MemoryUser;
import org.allidb.storage.engine.internal.tenant.ReaderMemoryBudget;
import org.allidb.storage.engine.internal.tenant.StrategyThreads;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.tenant.WriteBufferBudget;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/**
 * The machinery that one open platform has besides its tenants: configuration, parts, threads, budgets and what is recorded.
 * It owns all of that, and closes it. Thread-safe.
 */
final class PlatformServices implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PlatformServices.class.getName());
    private static final int PLUGIN_THREADS = 8;

    private final LiveConfiguration configuration;
    private final PartsInUse parts;
    private final EventBus events;
    private final Observation observed;
    private final EngineThreads threads;
    private final MemoryBudgets memory;
    private final DiskWatch diskWatch;
    private final Encryption encryption;
    private volatile @Nullable AuditTrail audit;

    private PlatformServices(
            LiveConfiguration configuration,
            PartsInUse parts,
            EventBus events,
            Observation observed,
            EngineThreads threads,
            MemoryBudgets memory) {
        this.configuration = configuration;
        this.parts = parts;
        this.events = events;
        this.observed = observed;
        this.threads = threads;
        this.memory = memory;
        StorageRuntime runtime = parts.runtime();
        this.encryption =
                new Encryption(new MasterKeys(parts.providers(), configuration, runtime), runtime.clock(), events);
        this.diskWatch = new DiskWatch(
                runtime.clock(),
                observed.times(),
                events,
                () -> configuration.get().engine().slowOperationMs(),
                runtime.executors().scheduler("disk-watch"));
    }

    /**
     * Makes the machinery of a platform, and starts it.
     *
     * @param first the configuration to begin with
     * @param providers the installed providers
     * @param openTenants returns the tenants that are open
     */
    static PlatformServices start(
            StorageConfiguration first,
            ProviderRegistry providers,
            Supplier<? extends Collection<? extends MemoryUser>> openTenants) {
        LiveConfiguration configuration = new LiveConfiguration(first);
        StorageRuntime runtime = providers.named(ComponentKind.RUNTIME, first);
        ExecutorFactory executors = runtime.executors();
        EventBus events = new EventBus(runtime, providers.failures());
        PartsInUse parts;
        try {
            parts = new PartsInUse(providers, configuration, runtime, events);
        } catch (RuntimeException | Error e) {
            events.close();
            throw e;
        }
        ScheduledExecutorService background = executors.scheduler("engine");
        Observation observed = new Observation(
                events,
                new OperationTimes(runtime.clock()),
                new RefusedWriteCounter(runtime.clock()),
                new LeakWatch(() -> configuration.get().engine().trackOrigins(), background, events),
                new RefusedAccess(events, runtime.clock()));
        EngineThreads threads = new EngineThreads(
                new FlushThreads(
                        runtime,
                        first.memtable().flushThreads(),
                        () -> patienceWithFlushesNanos(configuration),
                        providers.culprits(),
                        events),
                new StrategyThreads(
                        runtime, strategy -> providers.list().stream().anyMatch(each -> each.provider() == strategy)),
                background,
                executors.pool("plugin", PLUGIN_THREADS),
                executors.scheduler("fair-shares"),
                new Completions(executors.threadPerTask("completion")));
        WriteBufferBudget memtables = new WriteBufferBudget(first.memtable().totalBytes(), openTenants);
        MemoryBudgets memory = new MemoryBudgets(
                memtables,
                new ReaderMemoryBudget(
                        () -> memtables.limit()
                                / 100
                                * configuration.get().memtable().readerPercent(),
                        openTenants));
        PlatformServices services = new PlatformServices(configuration, parts, events, observed, threads, memory);
        services.diskWatch.start();
        return services;
    }

    /** Returns clock and threads. */
    StorageRuntime runtime() {
        return parts.runtime();
    }

    /** Returns the configuration in force. */
    LiveConfiguration configuration() {
        return configuration;
    }

    /** Returns the parts in use. */
    PartsInUse parts() {
        return parts;
    }

    /** Returns the installed providers. */
    ProviderRegistry providers() {
        return parts.providers();
    }

    /** Returns where events are reported and listeners subscribe. */
    EventBus events() {
        return events;
    }

    /** Returns what is recorded. */
    Observation observed() {
        return observed;
    }

    /** Returns the threads that all tenants share. */
    EngineThreads threads() {
        return threads;
    }

    /** Returns the budgets of memory. */
    MemoryBudgets memory() {
        return memory;
    }

    /** Returns the watch that reports slow operations of the disk. */
    DiskWatch diskWatch() {
        return diskWatch;
    }

    /**
     * Begins the audit trail, if there is to be one.
     *
     * @param files the data directory
     */
    void beginAudit(Vfs files) throws IOException {
        AuditOptions options = configuration.get().audit();
        if (options.enabled()) {
            AuditTrail begun = AuditTrail.open(files, options);
            audit = begun;
            var _ = events.subscribe(begun);
        }
    }

    /** Ends the audit trail, when all events are delivered. */
    void endAudit() {
        AuditTrail begun = audit;
        if (begun != null) {
            try {
                begun.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the file of the audit trail could not be closed", e);
            }
        }
    }

    /** Returns what the tenants share of this. */
    TenantResources forTenants() {
        return new TenantResources(configuration, parts, threads, memory, observed, encryption);
    }

    /**
     * Puts a configuration in force, and a throttler that it names. Changes nothing if there is no such throttler. Calls are
     * made one after the other.
     */
    void configure(StorageConfiguration next) {
        Throttler throttler = parts.throttlerFor(next);
        configuration.set(next);
        parts.use(throttler);
        memory.memtables().setLimit(next.memtable().totalBytes());
        memory.readers().enforce();
    }

    @Override
    public void close() {
        observed.leaks().close();
        threads.close();
        diskWatch.close();
        events.close();
        encryption.close();
        // of providers, which may not return
        parts.close();
    }

    /** Returns a time long before the writers of other tenants get a stall error. */
    private static long patienceWithFlushesNanos(Supplier<StorageConfiguration> configuration) {
        return TimeUnit.MILLISECONDS.toNanos(configuration.get().engine().stallTimeoutMs()) / 2;
    }
}
