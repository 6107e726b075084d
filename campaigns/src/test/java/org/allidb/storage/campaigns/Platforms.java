package org.allidb.storage.campaigns;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.LsmPlatform;
import org.allidb.storage.engine.internal.Origins;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.tools.LsmStorageTools;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.testkit.MemoryKeys;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;

/** Platforms on file systems of the testkit, with everything small, so that little work makes many files. */
final class Platforms {

    static final TenantId TENANT = TenantId.of("crash");

    static final Path DIRECTORY = Path.of("memory");
    /** Everything small, on a file system that is given, and keys in memory for tenants that are encrypted. */
    private static final StorageConfiguration SMALL = StorageConfiguration.DEFAULTS
            .with("engine.vfs", VfsProviders.NAME)
            .with("encryption.provider", MemoryKeys.NAME)
            .with("wal.max_file_mb", "0.015625")
            .with("sstable.block_size_kb", "1")
            .with("sstable.cache_mb", "1")
            .with("compaction.min_size_mb", "0")
            .with("compaction.check_interval_ms", "600000");

    /** The same without threads: what is to be done in the background is done when a test runs the runtime's tasks. */
    static final StorageConfiguration SERIAL = SMALL.with("engine.runtime", TestRuntime.NAME)
            .with("memtable.max_mb", "0.03125")
            .with("compaction.max_bandwidth_mbps", "0")
            .with("compaction.max_iops", "0");

    private static final MemoryKeys KEYS = new MemoryKeys("master");

    private static final List<Provider> COMPONENTS = Stream.concat(
                    Stream.of(KEYS),
                    Stream.of(
                                    StorageRuntime.class,
                                    WriteAheadLogProvider.class,
                                    MemtableProvider.class,
                                    TableFormatProvider.class,
                                    Codec.class,
                                    FilterProvider.class,
                                    CompactionStrategy.class,
                                    MergeExecutor.class,
                                    CompactionSchedulerProvider.class,
                                    ThrottlerProvider.class,
                                    TenantGuardProvider.class,
                                    QuotaPolicy.class)
                            .<Provider>flatMap(
                                    type -> ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get)))
            .toList();

    private Platforms() {}

    static StoragePlatform open(Vfs files) {
        return builder().use(VfsProviders.of(files)).open();
    }

    static StoragePlatform openReadOnly(Vfs files) {
        return builder().use(VfsProviders.of(files)).openReadOnly();
    }

    static StoragePlatformBuilder builder() {
        return StoragePlatform.builder(DIRECTORY).configuration(SMALL).use(KEYS);
    }

    /** The tools, on a file system that is given. */
    static StorageTools tools(Vfs files) {
        ProviderRegistry registry = new ProviderRegistry();
        COMPONENTS.forEach(registry::install);
        registry.install(VfsProviders.of(files));
        return new LsmStorageTools(SMALL, registry, ServiceLoader.load(FileInspector.class));
    }

    /** Without threads, and without looking for the components again, because it is done so often. */
    static StoragePlatform open(Vfs files, SerialRuntime runtime) {
        return open(files, runtime, SERIAL);
    }

    /** The same with another configuration, and parts of the test's own. */
    static StoragePlatform open(
            Vfs files, SerialRuntime runtime, StorageConfiguration configuration, Provider... parts) {
        ProviderRegistry registry = new ProviderRegistry();
        COMPONENTS.forEach(registry::install);
        List.of(parts).forEach(registry::install);
        registry.install(VfsProviders.of(files));
        registry.install(runtime);
        return LsmPlatform.open(DIRECTORY, configuration, registry, Origins.MODULES);
    }
}
