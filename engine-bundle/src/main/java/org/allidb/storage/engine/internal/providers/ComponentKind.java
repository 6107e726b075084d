package org.allidb.storage.engine.internal.providers;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.jspecify.annotations.Nullable;

/**
 * A kind of part that the engine puts together. A new kind of part is added here, and {@code module-info} says that it is
 * used; {@code ServiceLoader} and the container find its providers by the interface that is named here.
 *
 * @param <P> the interface that providers of this kind implement
 */
public final class ComponentKind<P extends Provider> {

    /** Says when a provider that is installed while a platform is open is used. */
    public enum Replacement {
        /** With the next task or block: the engine looks the provider up each time. */
        NEXT_USE,
        /** At once: the engine replaces what the provider before it made, and work under way ends with what it began with. */
        LIVE,
        /** At once, after what the provider before it made was flushed. */
        DRAINED,
        /** When the data directory is opened next. */
        NEXT_OPEN
    }

    /** The file system. */
    public static final ComponentKind<VfsProvider> VFS = new ComponentKind<>(
            "vfs",
            VfsProvider.class,
            "allidb-storage-vfs",
            Replacement.NEXT_OPEN,
            loader -> ServiceLoader.load(VfsProvider.class, loader),
            new NameParameter(
                    "engine.vfs", configuration -> configuration.engine().vfs()));
    /** Clock and threads. */
    public static final ComponentKind<StorageRuntime> RUNTIME = new ComponentKind<>(
            "runtime",
            StorageRuntime.class,
            "allidb-storage-vfs",
            Replacement.NEXT_OPEN,
            loader -> ServiceLoader.load(StorageRuntime.class, loader),
            new NameParameter(
                    "engine.runtime", configuration -> configuration.engine().runtime()));
    /** The write-ahead log. */
    public static final ComponentKind<WriteAheadLogProvider> WAL = new ComponentKind<>(
            "wal",
            WriteAheadLogProvider.class,
            "allidb-storage-wal",
            Replacement.DRAINED,
            loader -> ServiceLoader.load(WriteAheadLogProvider.class, loader),
            new NameParameter(
                    "wal.provider", configuration -> configuration.wal().provider()));
    /** The memtable. */
    public static final ComponentKind<MemtableProvider> MEMTABLE = new ComponentKind<>(
            "memtable",
            MemtableProvider.class,
            "allidb-storage-memtable",
            Replacement.DRAINED,
            loader -> ServiceLoader.load(MemtableProvider.class, loader),
            new NameParameter(
                    "memtable.provider",
                    configuration -> configuration.memtable().provider()));
    /** The table format. */
    public static final ComponentKind<TableFormatProvider> SSTABLE = new ComponentKind<>(
            "sstable",
            TableFormatProvider.class,
            "allidb-storage-sstable",
            Replacement.LIVE,
            loader -> ServiceLoader.load(TableFormatProvider.class, loader),
            new NameParameter(
                    "sstable.provider", configuration -> configuration.sstable().provider()));
    /** Block codecs. */
    public static final ComponentKind<Codec> CODEC = new ComponentKind<>(
            "codec",
            Codec.class,
            "allidb-storage-sstable, allidb-storage-codec-lz4 or allidb-storage-codec-zstd",
            Replacement.NEXT_USE,
            loader -> ServiceLoader.load(Codec.class, loader),
            new NameParameter(
                    "sstable.codec", configuration -> configuration.sstable().codec()),
            new NameParameter(
                    "sstable.bottom_codec",
                    configuration -> configuration.sstable().bottomCodec()));
    /** Filters of the keys of tables. */
    public static final ComponentKind<FilterProvider> FILTER = new ComponentKind<>(
            "filter",
            FilterProvider.class,
            "allidb-storage-sstable",
            Replacement.LIVE,
            loader -> ServiceLoader.load(FilterProvider.class, loader),
            new NameParameter(
                    "sstable.filter", configuration -> configuration.sstable().filter()));
    /** Compaction strategies. */
    public static final ComponentKind<CompactionStrategy> STRATEGY = new ComponentKind<>(
            "strategy",
            CompactionStrategy.class,
            "allidb-storage-compaction",
            Replacement.NEXT_USE,
            loader -> ServiceLoader.load(CompactionStrategy.class, loader),
            new NameParameter(
                    "compaction.strategy",
                    configuration -> configuration.compaction().strategy()));
    /** The merge executor. */
    public static final ComponentKind<MergeExecutor> EXECUTOR = new ComponentKind<>(
            "executor",
            MergeExecutor.class,
            "allidb-storage-compaction",
            Replacement.NEXT_USE,
            loader -> ServiceLoader.load(MergeExecutor.class, loader),
            new NameParameter(
                    "compaction.executor",
                    configuration -> configuration.compaction().executor()));
    /** The compaction scheduler. */
    public static final ComponentKind<CompactionSchedulerProvider> SCHEDULER = new ComponentKind<>(
            "scheduler",
            CompactionSchedulerProvider.class,
            "allidb-storage-compaction",
            Replacement.LIVE,
            loader -> ServiceLoader.load(CompactionSchedulerProvider.class, loader),
            new NameParameter(
                    "compaction.scheduler",
                    configuration -> configuration.compaction().scheduler()));
    /** The throttler. */
    public static final ComponentKind<ThrottlerProvider> THROTTLER = new ComponentKind<>(
            "throttler",
            ThrottlerProvider.class,
            "allidb-storage-compaction",
            Replacement.LIVE,
            loader -> ServiceLoader.load(ThrottlerProvider.class, loader),
            new NameParameter(
                    "compaction.throttler",
                    configuration -> configuration.compaction().throttler()));
    /** The tenant guard. */
    public static final ComponentKind<TenantGuardProvider> TENANT_GUARD = new ComponentKind<>(
            "tenant-guard",
            TenantGuardProvider.class,
            "allidb-storage-tenant-guard",
            Replacement.NEXT_OPEN,
            loader -> ServiceLoader.load(TenantGuardProvider.class, loader),
            new NameParameter(
                    "tenants.guard", configuration -> configuration.tenants().guard()));

    /** The policy of quotas. */
    public static final ComponentKind<QuotaPolicy> QUOTA_POLICY = new ComponentKind<>(
            "quota-policy",
            QuotaPolicy.class,
            "allidb-storage-tenant-guard",
            Replacement.LIVE,
            loader -> ServiceLoader.load(QuotaPolicy.class, loader),
            new NameParameter(
                    "tenants.policy", configuration -> configuration.tenants().policy()));

    /** Master keys of encrypted tenants. */
    public static final ComponentKind<KeyProvider> KEYS = new ComponentKind<>(
            "keys",
            KeyProvider.class,
            "allidb-storage-tenant-guard",
            Replacement.NEXT_USE,
            loader -> ServiceLoader.load(KeyProvider.class, loader),
            new NameParameter(
                    "encryption.provider",
                    configuration -> configuration.encryption().provider()));

    /** What makes the data directory a node of a cluster. */
    public static final ComponentKind<ReplicationProvider> REPLICATION = new ComponentKind<>(
            "replication",
            ReplicationProvider.class,
            "allidb-storage-replication",
            Replacement.NEXT_OPEN,
            loader -> ServiceLoader.load(ReplicationProvider.class, loader),
            new NameParameter(
                    "cluster.provider", configuration -> configuration.cluster().provider()));

    private static final List<ComponentKind<?>> ALL = List.of(
            VFS,
            RUNTIME,
            WAL,
            MEMTABLE,
            SSTABLE,
            CODEC,
            FILTER,
            STRATEGY,
            EXECUTOR,
            SCHEDULER,
            THROTTLER,
            TENANT_GUARD,
            QUOTA_POLICY,
            KEYS,
            REPLICATION);

    private final String label;
    private final Class<P> type;
    private final String artifact;
    private final Replacement replacement;
    private final Function<@Nullable ClassLoader, ServiceLoader<P>> services;
    private final List<NameParameter> parameters;

    /**
     * Describes a kind.
     *
     * @param label its name in messages and listings
     * @param type the interface of its providers
     * @param artifact which artifact has the built-in provider
     * @param replacement when a provider that is installed later is used
     * @param services loads its providers; a call of this module, because a module loads only what it names
     * @param parameters the parameters that name its providers, at least one
     */
    private ComponentKind(
            String label,
            Class<P> type,
            String artifact,
            Replacement replacement,
            Function<@Nullable ClassLoader, ServiceLoader<P>> services,
            NameParameter... parameters) {
        this.label = label;
        this.type = type;
        this.artifact = artifact;
        this.replacement = replacement;
        this.services = services;
        this.parameters = List.of(parameters);
    }

    /**
     * A parameter that names a provider.
     *
     * @param path section and key
     * @param value reads it
     */
    public record NameParameter(String path, Function<StorageConfiguration, String> value) {

        /** Returns the name that a configuration gives. */
        public String in(StorageConfiguration configuration) {
            return value.apply(configuration);
        }
    }

    /** Returns all kinds, in the order in which they are listed. */
    public static List<ComponentKind<?>> all() {
        return ALL;
    }

    /** Returns the kinds that a provider implements. */
    static List<ComponentKind<?>> of(Provider provider) {
        return ALL.stream().filter(kind -> kind.type.isInstance(provider)).toList();
    }

    /** Returns the name of the kind in messages and listings. */
    public String label() {
        return label;
    }

    /** Returns the interface that providers of this kind implement. */
    public Class<P> type() {
        return type;
    }

    /** Returns which artifact has the built-in provider. */
    public String artifact() {
        return artifact;
    }

    /** Returns when a provider that is installed while a platform is open is used. */
    public Replacement replacement() {
        return replacement;
    }

    /** Returns the parameters that name providers of this kind. */
    public List<NameParameter> parameters() {
        return parameters;
    }

    /** Returns the name that a configuration gives by the first of the {@link #parameters()}. */
    public String nameIn(StorageConfiguration configuration) {
        return parameters.getFirst().in(configuration);
    }

    /** Returns whether a configuration names a provider of this kind. */
    public boolean isNamedIn(StorageConfiguration configuration, String name) {
        return parameters.stream()
                .anyMatch(parameter -> parameter.in(configuration).equals(name));
    }

    /** Returns whether a name stands for no provider at all: a directory that is no node of a cluster needs none. */
    public boolean isNone(String name) {
        return this == REPLICATION && name.equals(ClusterOptions.NONE);
    }

    /** Returns the providers of this kind that a lookup finds in plain Java. */
    public List<P> find(ServiceLookup lookup) {
        return lookup.all(services);
    }

    @Override
    public String toString() {
        return label;
    }
}
