package org.allidb.storage.engine.internal;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StoragePlatformFactory;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.MergeExecutor;
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

    @Override
    public StoragePlatform openReadOnly(Path directory, StorageConfiguration configuration, List<Provider> providers) {
        return ReadOnlyOpening.open(directory, configuration, registry(providers), Origins.MODULES);
    }

    /** What {@link ServiceLoader} finds, and a caller's own components. */
    static ProviderRegistry registry(List<Provider> providers) {
        ServiceLookup lookup = new ServiceLookup(LsmPlatformFactory.class);
        List<Provider> found = found(lookup);
        ProviderRegistry registry = new ProviderRegistry(lookup.searched() + singleJar());
        found.forEach(registry::install);
        providers.forEach(registry::install);
        return registry;
    }

    /** One call for each interface: a module may load only what it names. */
    private static List<Provider> found(ServiceLookup lookup) {
        List<Provider> found = new ArrayList<>();
        found.addAll(lookup.all(loader -> ServiceLoader.load(VfsProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(StorageRuntime.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(WriteAheadLogProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(MemtableProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(TableFormatProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(Codec.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(CompactionStrategy.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(MergeExecutor.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(CompactionSchedulerProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(ThrottlerProvider.class, loader)));
        found.addAll(lookup.all(loader -> ServiceLoader.load(TenantGuardProvider.class, loader)));
        return found;
    }

    /** What is usually wrong when a part is missing where all parts are in one jar. */
    private static String singleJar() {
        CodeSource engine = LsmPlatformFactory.class.getProtectionDomain().getCodeSource();
        CodeSource api = ServiceLookup.class.getProtectionDomain().getCodeSource();
        return engine == null || api == null || !Objects.equals(engine.getLocation(), api.getLocation())
                ? ""
                : ". All parts are in one jar, " + engine.getLocation() + ": where it is made, the files META-INF/services"
                        + " of one name must be merged (the shade plugin's ServicesResourceTransformer), or only the parts"
                        + " of the last one are found";
    }
}
