package org.allidb.storage.engine.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;

/** Opens platforms in plain Java, with the components that {@link ServiceLoader} finds. */
public final class LsmPlatformFactory implements StoragePlatformFactory {

    private static final Logger LOG = System.getLogger(LsmPlatformFactory.class.getName());

    /** Called by {@link ServiceLoader}. */
    public LsmPlatformFactory() {}

    @Override
    public String name() {
        return "lsm";
    }

    @Override
    public StoragePlatform open(Path directory, StorageConfiguration configuration, List<Provider> providers) {
        return ConfiguredOpening.open(directory, configuration, registry(providers), Origins.MODULES);
    }

    @Override
    public StoragePlatform openReadOnly(Path directory, StorageConfiguration configuration, List<Provider> providers) {
        return ReadOnlyOpening.open(directory, configuration, registry(providers), Origins.MODULES);
    }

    /** Returns the providers that {@link ServiceLoader} finds, and a caller's own. */
    static ProviderRegistry registry(List<Provider> providers) {
        ServiceLookup lookup = new ServiceLookup(LsmPlatformFactory.class);
        List<Provider> found = new ArrayList<>();
        ComponentKind.all().forEach(kind -> found.addAll(kind.find(lookup)));
        ProviderRegistry registry = new ProviderRegistry(lookup.searched() + singleJar());
        found.forEach(provider -> installFound(registry, provider));
        providers.forEach(registry::install);
        return registry;
    }

    /** Installs a provider that was found, not named: one that cannot be installed keeps no other part away. */
    private static void installFound(ProviderRegistry registry, Provider provider) {
        try {
            registry.install(provider);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the part " + provider.getClass().getName() + " could not be installed", e);
        }
    }

    /** Returns what is usually wrong when a part is missing where all parts are in one jar. */
    private static String singleJar() {
        CodeSource engine = LsmPlatformFactory.class.getProtectionDomain().getCodeSource();
        CodeSource api = ServiceLookup.class.getProtectionDomain().getCodeSource();
        return engine == null || api == null || !Objects.equals(engine.getLocation(), api.getLocation())
                ? ""
                : ". All parts are in one jar, " + engine.getLocation()
                        + ": where it is made, the files META-INF/services of one name must be merged (the shade"
                        + " plugin's ServicesResourceTransformer), or only the parts of the last one are found";
    }
}
