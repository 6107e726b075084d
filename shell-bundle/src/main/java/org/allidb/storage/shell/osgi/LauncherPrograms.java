package org.allidb.storage.shell.osgi;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.shell.internal.demo.Programs;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Publishes programs for the launcher: a {@link Function} from options to a {@link Callable} that returns the exit status,
 * with the property {@value #NAME_PROPERTY}.
 */
@Component(service = {}, immediate = true)
public final class LauncherPrograms {

    private static final String NAME_PROPERTY = "allidb.program";
    private static final String LAUNCHER_PROPERTY = "allidb.launcher";

    private final BundleContext context;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    /** Called by the container. */
    @Activate
    public LauncherPrograms(
            BundleContext context, @Reference StoragePlatform platform, @Reference StorageRuntime runtime) {
        this.context = context;
        String launcher = String.valueOf(context.getProperty(LAUNCHER_PROPERTY));
        Programs programs = new Programs(platform, runtime, this::update, launcher);
        for (String name : Programs.names()) {
            Function<List<String>, Callable<Integer>> program = options -> programs.program(name, options);
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(NAME_PROPERTY, name);
            registrations.add(context.registerService(Function.class, program, properties));
        }
    }

    /** Called by the container. */
    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private String update(String symbolicName) throws BundleException {
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                bundle.update();
                return bundle.getVersion().toString();
            }
        }
        throw new BundleException("there is no bundle " + symbolicName);
    }
}
