package org.allidb.storage.demo.osgi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.demo.internal.Programs;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Publishes programs for the launcher: a {@link BiFunction} from a name and options to a {@link Callable} that returns the
 * exit status, with the names in the property {@value #NAMES_PROPERTY}.
 */
@Component(
        service = {},
        immediate = true)
public final class LauncherPrograms {

    private static final String NAMES_PROPERTY = "allidb.programs";
    private static final String LAUNCHER_PROPERTY = "allidb.launcher";

    private final ServiceRegistration<?> registration;

    /** Called by the container. */
    @Activate
    public LauncherPrograms(BundleContext context, @Reference StoragePlatform platform) {
        String launcher = String.valueOf(context.getProperty(LAUNCHER_PROPERTY));
        Programs programs = new Programs(platform, name -> update(context, name), () -> door(context), launcher);
        BiFunction<String, List<String>, Callable<Integer>> byName = programs::program;
        registration = context.registerService(
                BiFunction.class,
                byName,
                FrameworkUtil.asDictionary(
                        Map.of(NAMES_PROPERTY, Programs.names().toArray(String[]::new))));
    }

    /** Stops, when the container ends the component. */
    @Deactivate
    void stop() {
        registration.unregister();
    }

    private static Optional<StorageServer> door(BundleContext context) {
        return Optional.ofNullable(context.getServiceReference(StorageServer.class))
                .map(context::getService);
    }

    private static String update(BundleContext context, String symbolicName) throws BundleException {
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                bundle.update();
                return bundle.getVersion().toString();
            }
        }
        throw new BundleException("there is no bundle " + symbolicName);
    }
}
