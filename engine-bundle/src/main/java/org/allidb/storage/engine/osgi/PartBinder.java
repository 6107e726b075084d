package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.stream.Collectors;
import org.allidb.storage.api.Provider;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Installs the services of the container that are parts, of all kinds, and removes them when they leave. A service is installed
 * once, whatever number of kinds it is registered for. Thread-safe.
 */
final class PartBinder implements ServiceTrackerCustomizer<Provider, Provider> {

    private static final Logger LOG = System.getLogger(PartBinder.class.getName());

    private final BundleContext context;
    private final ProviderRegistry providers;
    private final PlatformKeeper keeper;

    /**
     * Creates a binder.
     *
     * @param context gets the services
     * @param providers receives them
     * @param keeper is started with the first source of threads, and looks what it can do after each change
     */
    PartBinder(BundleContext context, ProviderRegistry providers, PlatformKeeper keeper) {
        this.context = context;
        this.providers = providers;
        this.keeper = keeper;
    }

    /** Returns a tracker that is not open yet. */
    ServiceTracker<Provider, Provider> tracker() {
        return new ServiceTracker<>(context, allKinds(), this);
    }

    private static Filter allKinds() {
        String kinds = ComponentKind.all().stream()
                .map(kind -> "(" + Constants.OBJECTCLASS + "=" + kind.type().getName() + ")")
                .collect(Collectors.joining("", "(|", ")"));
        try {
            return FrameworkUtil.createFilter(kinds);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(kinds, e);
        }
    }

    @Override
    public @Nullable Provider addingService(ServiceReference<Provider> reference) {
        Provider provider = context.getService(reference);
        if (provider == null) {
            return null;
        }
        try {
            BundleClasses.load(provider.getClass());
            providers.install(
                    provider, reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer rank ? rank : 0);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // one that fails at its name keeps no other part away
            LOG.log(Level.WARNING, "the part " + reference + " could not be installed", e);
            context.ungetService(reference);
            return null;
        }
        if (provider instanceof StorageRuntime runtime) {
            keeper.start(runtime.executors());
        }
        keeper.changed();
        return provider;
    }

    @Override
    public void modifiedService(ServiceReference<Provider> reference, Provider provider) {
        // its ranking counts when it is registered
    }

    @Override
    public void removedService(ServiceReference<Provider> reference, Provider provider) {
        providers.remove(provider);
        context.ungetService(reference);
    }
}
