package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.engine.internal.ConfiguredOpening;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Publishes {@link StoragePlatform} as soon as every configured part is there, over the data directory of the framework
 * property {@code allidb.data}. Parts come and go while it is open, by the {@link PartBinder}; one that goes without a
 * successor is held until there is one. Configured by the PID {@code org.allidb.storage}, keys {@code section.key}, and by
 * the {@link ConfigurationSource} below it.
 */
@Component(
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class StoragePlatformComponent {

    private static final String DATA_PROPERTY = "allidb.data";
    private static final String DEFAULT_DATA = "data";

    private final ConfigurationLayers layers;
    private final PlatformKeeper keeper;
    private final ServiceRegistration<ManagedService> configured;
    private final ServiceTracker<Provider, Provider> parts;

    /** Called by the container. */
    @Activate
    public StoragePlatformComponent(BundleContext bundle) {
        Path data = Path.of(Objects.requireNonNullElse(bundle.getProperty(DATA_PROPERTY), DEFAULT_DATA));
        Logger log = System.getLogger(StoragePlatformComponent.class.getName());
        ProviderRegistry providers = new ProviderRegistry();
        ConfigurationLayers layers = new ConfigurationLayers(log, ConfigurationBundles.isFileExpected(bundle));
        PlatformKeeper keeper = new PlatformKeeper(
                log,
                layers,
                configuration -> ConfiguredOpening.open(data, configuration, providers, new BundleOrigins()),
                platform ->
                        bundle.registerService(StoragePlatform.class, new SharedPlatform(platform), null)::unregister);
        configured = bundle.registerService(
                ManagedService.class,
                properties -> {
                    layers.admin(properties == null ? null : ConfigurationBundles.asMap(properties));
                    keeper.changed();
                },
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, ConfigurationLayers.PID)));
        this.layers = layers;
        this.keeper = keeper;
        parts = new PartBinder(bundle, providers, keeper).tracker();
    }

    /** Starts, when the container has bound the sources of the configuration that are there. */
    @Activate
    void start() {
        parts.open();
    }

    /** Stops; returns when the platform is closed. */
    @Deactivate
    void deactivate() {
        configured.unregister();
        keeper.close();
        parts.close();
    }

    /** Binds a source of the configuration. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurationSource(ConfigurationSource source) {
        layers.outside(source.values(), source.tenants());
        keeper.changed();
    }

    /** Reads the values of a source that have changed. */
    void updatedConfigurationSource(ConfigurationSource source) {
        bindConfigurationSource(source);
    }

    /** Unbinds a source of the configuration. Its values stay in force. */
    void unbindConfigurationSource(ConfigurationSource source) {}
}
