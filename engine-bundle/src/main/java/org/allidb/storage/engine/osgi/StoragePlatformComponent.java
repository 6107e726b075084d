package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.engine.internal.LsmPlatform;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.Provider;
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
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Publishes {@link StoragePlatform} as soon as every configured component is there, over the data directory of the
 * framework property {@code allidb.data}. Providers come and go while it is open; one that goes without a successor is
 * held until there is one. Configured by the PID {@code org.allidb.storage}, keys {@code section.key}.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.allidb.storage",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class StoragePlatformComponent {

    private static final Logger LOG = System.getLogger(StoragePlatformComponent.class.getName());
    private static final String DATA_PROPERTY = "allidb.data";
    private static final String DEFAULT_DATA = "data";

    private final ProviderRegistry providers = new ProviderRegistry();
    private @Nullable BundleContext context;
    private StorageConfiguration configuration = StorageConfiguration.DEFAULTS;
    private @Nullable LsmPlatform platform;
    private @Nullable ServiceRegistration<StoragePlatform> registration;

    /** Called by the container. */
    public StoragePlatformComponent() {}

    /** Called by the container. */
    @Activate
    synchronized void activate(BundleContext bundle, Map<String, Object> properties) {
        context = bundle;
        configuration = configuration(properties);
        openIfComplete();
    }

    /** Called by the container. */
    @Modified
    synchronized void modified(Map<String, Object> properties) {
        try {
            configuration = configuration(properties);
            LsmPlatform open = platform;
            if (open != null) {
                open.configure(configuration);
            } else {
                openIfComplete();
            }
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "{0}; the configuration before it stays in force", e.getMessage());
        }
    }

    /** Called by the container. */
    @Deactivate
    synchronized void deactivate() {
        ServiceRegistration<StoragePlatform> registered = registration;
        if (registered != null) {
            registration = null;
            registered.unregister();
        }
        LsmPlatform open = platform;
        if (open != null) {
            platform = null;
            open.close();
        }
        context = null;
    }

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
        synchronized (this) {
            openIfComplete();
        }
    }

    private void openIfComplete() {
        BundleContext bundle = context;
        if (bundle == null || platform != null) {
            return;
        }
        Path data = Path.of(Objects.requireNonNullElse(bundle.getProperty(DATA_PROPERTY), DEFAULT_DATA));
        try {
            LsmPlatform opened = LsmPlatform.open(data, configuration, providers, new BundleOrigins());
            platform = opened;
            registration = bundle.registerService(StoragePlatform.class, new SharedPlatform(opened), null);
        } catch (ComponentMissingException e) {
            // the next provider that is bound may be the one
            LOG.log(Level.DEBUG, e.getMessage());
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "the storage is not opened", e);
        }
    }

    private static StorageConfiguration configuration(Map<String, Object> properties) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        properties.forEach((path, value) -> {
            int dot = path.indexOf('.');
            if (dot > 0 && StorageConfiguration.sections().containsKey(path.substring(0, dot))) {
                values.computeIfAbsent(path.substring(0, dot), section -> new LinkedHashMap<>())
                        .put(path.substring(dot + 1), String.valueOf(value));
            }
        });
        return StorageConfiguration.of(values);
    }
}
