package org.allidb.storage.engine.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.Provider;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.engine.StoragePlatformFactory;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** Opens platforms in plain Java, with the components that {@link ServiceLoader} finds. */
public final class LsmPlatformFactory implements StoragePlatformFactory {

    /** Called by {@link ServiceLoader}. */
    public LsmPlatformFactory() {}

    @Override
    public String name() {
        return "lsm";
    }

    @Override
    public StoragePlatform open(Path directory, StorageConfiguration configuration, List<Provider> providers) {
        return LsmPlatform.open(directory, configuration, registry(providers), Origins.MODULES);
    }

    /** What {@link ServiceLoader} finds, and a caller's own components. */
    static ProviderRegistry registry(List<Provider> providers) {
        ProviderRegistry registry = new ProviderRegistry();
        loaders().forEach(loader -> loader.forEach(registry::install));
        providers.forEach(registry::install);
        return registry;
    }

    /** One call for each interface: a module may load only what it names. */
    private static Stream<ServiceLoader<? extends Provider>> loaders() {
        return Arrays.<ServiceLoader<? extends Provider>>asList(
                        ServiceLoader.load(VfsProvider.class),
                        ServiceLoader.load(StorageRuntime.class),
                        ServiceLoader.load(WriteAheadLogProvider.class),
                        ServiceLoader.load(MemtableProvider.class),
                        ServiceLoader.load(TableFormatProvider.class),
                        ServiceLoader.load(Codec.class),
                        ServiceLoader.load(CompactionStrategy.class),
                        ServiceLoader.load(MergeExecutor.class),
                        ServiceLoader.load(CompactionSchedulerProvider.class),
                        ServiceLoader.load(ThrottlerProvider.class),
                        ServiceLoader.load(TenantGuardProvider.class))
                .stream();
    }
}
