package org.allidb.storage.engine.internal.providers;

import java.util.function.Supplier;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * The parts that a platform uses now: those that the configuration in force names, and what is made of them once for all
 * tenants. Callers ask each time, because a part can be replaced at any time. Thread-safe; providers are called without a
 * lock.
 */
public final class PartsInUse implements Throttlers, AutoCloseable {

    private final ProviderRegistry providers;
    private final Supplier<StorageConfiguration> configuration;
    private final StorageRuntime runtime;
    private volatile TableFormat tableFormat;
    private volatile Throttler throttler;
    private volatile CompactionScheduler scheduler;

    /**
     * Makes the parts that all tenants share.
     *
     * @param providers the installed providers
     * @param configuration returns the configuration in force, which names them
     */
    public PartsInUse(ProviderRegistry providers, Supplier<StorageConfiguration> configuration) {
        this.providers = providers;
        this.configuration = configuration;
        StorageConfiguration now = configuration.get();
        this.runtime = providers.named(ComponentKind.RUNTIME, now);
        this.tableFormat = tableFormat(providers, now, runtime);
        this.throttler = throttler(providers, now, now.compaction().limits(), runtime);
        this.scheduler = scheduler(providers, now, runtime);
    }

    /** Returns clock and threads. */
    public StorageRuntime runtime() {
        return runtime;
    }

    /** Returns the installed providers. */
    public ProviderRegistry providers() {
        return providers;
    }

    /**
     * Returns the provider of a kind that the configuration in force names first.
     *
     * @throws org.allidb.storage.api.ComponentMissingException if it is not installed
     */
    public <P extends Provider> P provider(ComponentKind<P> kind) {
        return providers.named(kind, configuration.get());
    }

    /** Returns the table format. */
    public TableFormat tableFormat() {
        return tableFormat;
    }

    /** Returns the scheduler of compactions. */
    public CompactionScheduler scheduler() {
        return scheduler;
    }

    @Override
    public Throttler throttler() {
        return throttler;
    }

    @Override
    public Throttler newThrottler(ThrottleLimits limits) {
        return throttler(providers, configuration.get(), limits, runtime);
    }

    /**
     * Returns a throttler for a configuration that is not in force yet; that in use if the same provider is named.
     *
     * @param wanted the configuration that is to be in force
     */
    public Throttler throttlerFor(StorageConfiguration wanted) {
        boolean same =
                ComponentKind.THROTTLER.nameIn(wanted).equals(ComponentKind.THROTTLER.nameIn(configuration.get()));
        return same
                ? throttler
                : throttler(providers, wanted, wanted.compaction().limits(), runtime);
    }

    /** Uses another throttler; jobs under way end with the one that they began with. */
    public void use(Throttler next) {
        throttler = next;
    }

    /** Replaces the throttler by one of the provider that is installed now. */
    public void replaceThrottler() {
        throttler = newThrottler(configuration.get().compaction().limits());
    }

    /**
     * Replaces the table format by one of the provider that is installed now.
     *
     * @param reopenTables has readers of tables opened by the table format in use, before the one before it is closed
     */
    public void replaceTableFormat(Runnable reopenTables) {
        TableFormat before = tableFormat;
        tableFormat = tableFormat(providers, configuration.get(), runtime);
        reopenTables.run();
        before.close();
    }

    /**
     * Replaces the scheduler of compactions by one of the provider that is installed now.
     *
     * @param adopt has tenants adopt the scheduler in use, before the one before it is closed
     */
    public void replaceScheduler(Runnable adopt) {
        CompactionScheduler before = scheduler;
        scheduler = scheduler(providers, configuration.get(), runtime);
        adopt.run();
        before.close();
    }

    /** Closes what was made. The parts may not return. */
    @Override
    public void close() {
        scheduler.close();
        tableFormat.close();
    }

    private static TableFormat tableFormat(
            ProviderRegistry providers, StorageConfiguration configuration, StorageRuntime runtime) {
        return providers.named(ComponentKind.SSTABLE, configuration).open(configuration.sstable(), providers, runtime);
    }

    private static Throttler throttler(
            ProviderRegistry providers,
            StorageConfiguration configuration,
            ThrottleLimits limits,
            StorageRuntime runtime) {
        return providers.named(ComponentKind.THROTTLER, configuration).create(limits, runtime.clock());
    }

    private static CompactionScheduler scheduler(
            ProviderRegistry providers, StorageConfiguration configuration, StorageRuntime runtime) {
        return providers.named(ComponentKind.SCHEDULER, configuration).create(configuration.compaction(), runtime);
    }
}
