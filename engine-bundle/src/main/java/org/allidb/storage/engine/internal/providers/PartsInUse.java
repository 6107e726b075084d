package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.throttle.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a platform uses now: those that the configuration in force names, and what is made of them once for all
 * tenants. Callers ask each time, because a part can be replaced at any time. Thread-safe; providers are called without a
 * lock.
 */
public final class PartsInUse implements Throttlers, AutoCloseable {

    /** The throttler that takes over from one that is missing or keeps failing. */
    static final String BUILT_IN_THROTTLER = "token-bucket";

    /** The policy that takes over from one that is missing or keeps failing. */
    public static final String BUILT_IN_POLICY = "ladder";

    private final ProviderRegistry providers;
    private final Supplier<StorageConfiguration> configuration;
    private final StorageRuntime runtime;
    private final EventSink events;
    private final Codecs codecs;
    private final Filters filters;
    private volatile TableFormat tableFormat;
    private volatile Throttler throttler;
    private volatile CompactionScheduler scheduler;

    /**
     * Makes the parts that all tenants share.
     *
     * @param providers the installed providers
     * @param configuration returns the configuration in force, which names them
     * @param runtime clock and threads
     * @param events receives the failures of plug-ins
     */
    @SuppressWarnings("this-escape") // the fields that the methods use are set before
    public PartsInUse(
            ProviderRegistry providers,
            Supplier<StorageConfiguration> configuration,
            StorageRuntime runtime,
            EventSink events) {
        this.providers = providers;
        this.configuration = configuration;
        this.runtime = runtime;
        this.events = events;
        this.codecs = new ReportedCodecs(providers, events);
        this.filters = new ReportedFilters(providers, events);
        StorageConfiguration now = configuration.get();
        this.tableFormat = tableFormat(now);
        this.throttler = throttlerOrBuiltIn(now);
        this.scheduler = scheduler(now);
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

    /** Describes the provider of a kind that the configuration in force names first, for a message. */
    public String describe(ComponentKind<?> kind) {
        return Culprits.describe(kind, kind.nameIn(configuration.get()), provider(kind));
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
        return throttler(configuration.get(), limits);
    }

    /**
     * Returns a throttler for a configuration that is not in force yet; that in use if the same provider is named.
     *
     * @param wanted the configuration that is to be in force
     */
    public Throttler throttlerFor(StorageConfiguration wanted) {
        boolean same =
                ComponentKind.THROTTLER.nameIn(wanted).equals(ComponentKind.THROTTLER.nameIn(configuration.get()));
        return same ? throttler : throttler(wanted, wanted.compaction().limits());
    }

    /**
     * Tells the scheduler that a tenant may have something to merge. A scheduler that fails is reported, and fails no flush.
     *
     * @param work the tenant's merges
     */
    public void signal(CompactionScheduler.Work work) {
        try {
            scheduler.signal(work);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.empty(),
                    describe(ComponentKind.SCHEDULER) + " failed to take a request for a merge: " + e,
                    Map.of());
        }
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
        tableFormat = tableFormat(configuration.get());
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
        scheduler = scheduler(configuration.get());
        adopt.run();
        before.close();
    }

    /**
     * Returns the policy of quotas of the provider that is installed now; the built-in one if there is none.
     *
     * @throws org.allidb.storage.api.ComponentMissingException if there is no built-in one either
     */
    public QuotaPolicy quotaPolicy() {
        StorageConfiguration now = configuration.get();
        QuotaPolicy builtIn = providers.require(ComponentKind.QUOTA_POLICY, BUILT_IN_POLICY);
        String name = ComponentKind.QUOTA_POLICY.nameIn(now);
        try {
            QuotaPolicy policy = providers.require(ComponentKind.QUOTA_POLICY, name);
            String description = Culprits.describe(ComponentKind.QUOTA_POLICY, name, policy);
            return new ContainedPolicy(name, description, policy, builtIn, events);
        } catch (ComponentMissingException e) {
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.empty(),
                    e.getMessage() + ". '" + BUILT_IN_POLICY + "' takes over until it is there",
                    Map.of());
            return builtIn;
        }
    }

    /** Closes what was made. The parts may not return. */
    @Override
    public void close() {
        scheduler.close();
        tableFormat.close();
    }

    /**
     * Checks what a provider that the configuration in force names has made.
     *
     * @param kind the kind of the provider
     * @param made what it has made
     * @throws org.allidb.storage.api.ComponentMissingException if that is nothing
     */
    public <T> T made(ComponentKind<?> kind, @Nullable T made) {
        return providers.made(kind, kind.nameIn(configuration.get()), made);
    }

    private TableFormat tableFormat(StorageConfiguration wanted) {
        TableFormat format = make(
                ComponentKind.SSTABLE, wanted, provider -> provider.open(wanted.sstable(), codecs, filters, runtime));
        String name = ComponentKind.SSTABLE.nameIn(wanted);
        return new NotedTableFormat(name, format, made -> providers.made(ComponentKind.SSTABLE, name, made));
    }

    private CompactionScheduler scheduler(StorageConfiguration wanted) {
        return make(ComponentKind.SCHEDULER, wanted, provider -> provider.create(wanted.compaction(), runtime));
    }

    /** Returns the throttler that is to be used from the start: a missing one does not keep the platform closed. */
    private Throttler throttlerOrBuiltIn(StorageConfiguration wanted) {
        ThrottleLimits limits = wanted.compaction().limits();
        try {
            return throttler(wanted, limits);
        } catch (ComponentMissingException e) {
            Throttler builtIn = builtInThrottler(limits);
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.empty(),
                    e.getMessage() + ". '" + BUILT_IN_THROTTLER + "' takes over until it is there",
                    Map.of());
            return builtIn;
        }
    }

    private Throttler throttler(StorageConfiguration wanted, ThrottleLimits limits) {
        String name = ComponentKind.THROTTLER.nameIn(wanted);
        Throttler made = make(ComponentKind.THROTTLER, wanted, provider -> provider.create(limits, runtime.clock()));
        String description =
                Culprits.describe(ComponentKind.THROTTLER, name, providers.named(ComponentKind.THROTTLER, wanted));
        return new ContainedThrottler(description, made, this::builtInThrottler, limits, events);
    }

    private Throttler builtInThrottler(ThrottleLimits limits) {
        return providers.require(ComponentKind.THROTTLER, BUILT_IN_THROTTLER).create(limits, runtime.clock());
    }

    private <P extends Provider, T> T make(
            ComponentKind<P> kind, StorageConfiguration wanted, Function<P, @Nullable T> maker) {
        P provider = providers.named(kind, wanted);
        String name = kind.nameIn(wanted);
        try {
            return providers.made(kind, name, maker.apply(provider));
        } catch (StorageException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            ComponentMissingException failure = new ComponentMissingException(
                    kind.label(),
                    name,
                    "the " + Culprits.describe(kind, name, provider) + " is of no use: its provider failed: " + e);
            failure.initCause(e);
            throw failure;
        }
    }
}
