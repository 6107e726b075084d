package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.engine.internal.LsmPlatform;
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
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Publishes {@link StoragePlatform} as soon as every configured component is there, over the data directory of the
 * framework property {@code allidb.data}. Providers come and go while it is open; one that goes without a successor is
 * held until there is one. Configured by the PID {@code org.allidb.storage}, keys {@code section.key}, and by the
 * {@link ConfigurationSource} below it.
 */
@Component(service = {}, immediate = true, configurationPolicy = ConfigurationPolicy.IGNORE)
public final class StoragePlatformComponent {

    private static final String DATA_PROPERTY = "allidb.data";
    private static final String DEFAULT_DATA = "data";

    private final ProviderRegistry providers = new ProviderRegistry();
    private final ConfigurationLayers layers;
    private final PlatformKeeper keeper;
    private final ServiceRegistration<ManagedService> configured;

    /** Called by the container. */
    @Activate
    public StoragePlatformComponent(BundleContext bundle) {
        Path data = Path.of(Objects.requireNonNullElse(bundle.getProperty(DATA_PROPERTY), DEFAULT_DATA));
        Logger log = System.getLogger(StoragePlatformComponent.class.getName());
        layers = new ConfigurationLayers(log, ConfigurationBundles.isFileExpected(bundle));
        keeper = new PlatformKeeper(
                log,
                layers,
                configuration -> LsmPlatform.open(data, configuration, providers, new BundleOrigins()),
                platform -> bundle.registerService(StoragePlatform.class, new SharedPlatform(platform), null)
                        ::unregister);
        configured = bundle.registerService(
                ManagedService.class,
                properties -> {
                    layers.admin(properties == null ? null : ConfigurationBundles.asMap(properties));
                    keeper.changed();
                },
                new Hashtable<>(Map.of(Constants.SERVICE_PID, ConfigurationLayers.PID)));
    }

    /** Called by the container; returns when the platform is closed. */
    @Deactivate
    void deactivate() {
        configured.unregister();
        keeper.close();
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurationSource(ConfigurationSource source) {
        layers.outside(source.values());
        keeper.changed();
    }

    /** Called by the container when the values of the source have changed. */
    void updatedConfigurationSource(ConfigurationSource source) {
        bindConfigurationSource(source);
    }

    /** Called by the container. Its values stay in force. */
    void unbindConfigurationSource(ConfigurationSource source) {}

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindVfsProvider(VfsProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindVfsProvider(VfsProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStorageRuntime(StorageRuntime provider) {
        bind(provider);
        keeper.start(provider.executors());
    }

    /** Called by the container. */
    void unbindStorageRuntime(StorageRuntime provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindWriteAheadLogProvider(WriteAheadLogProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindWriteAheadLogProvider(WriteAheadLogProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMemtableProvider(MemtableProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindMemtableProvider(MemtableProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindTableFormatProvider(TableFormatProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindTableFormatProvider(TableFormatProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCodec(Codec provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindCodec(Codec provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCompactionStrategy(CompactionStrategy provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindCompactionStrategy(CompactionStrategy provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindMergeExecutor(MergeExecutor provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindMergeExecutor(MergeExecutor provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCompactionSchedulerProvider(CompactionSchedulerProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindCompactionSchedulerProvider(CompactionSchedulerProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindThrottlerProvider(ThrottlerProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindThrottlerProvider(ThrottlerProvider provider) {
        providers.remove(provider);
    }

    /** Called by the container. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindTenantGuardProvider(TenantGuardProvider provider) {
        bind(provider);
    }

    /** Called by the container. */
    void unbindTenantGuardProvider(TenantGuardProvider provider) {
        providers.remove(provider);
    }

    private void bind(Provider provider) {
        BundleClasses.load(provider.getClass());
        providers.install(provider);
        keeper.changed();
    }
}
