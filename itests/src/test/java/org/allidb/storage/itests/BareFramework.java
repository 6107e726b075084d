package org.allidb.storage.itests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework of the class path with the bundles that a test gives it, and no other. */
final class BareFramework implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 60_000;

    private final Framework framework;
    private final Map<Path, Bundle> bundles = new LinkedHashMap<>();

    /** Makes a framework whose bundles are installed and not started, over an empty directory. */
    BareFramework(Path scratch, Collection<Path> jars) throws IOException, BundleException {
        Container.empty(scratch);
        Map<String, String> properties = new HashMap<>(Container.properties(scratch));
        properties.put(Constants.FRAMEWORK_STORAGE, scratch.resolve("cache").toString());
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties);
        framework.start();
        for (Path jar : jars) {
            bundles.put(jar, framework.getBundleContext().installBundle("reference:" + jar.toUri()));
        }
    }

    Framework framework() {
        return framework;
    }

    Bundle bundle(Path jar) {
        return bundles.get(jar);
    }

    /**
     * Returns what the bundles need and no bundle has: packages and the like, which the framework resolves, and services and parts,
     * which are needed at run time. Empty if they are enough.
     */
    List<String> missing() throws InvalidSyntaxException {
        TreeSet<String> missing = new TreeSet<>();
        if (!framework.adapt(FrameworkWiring.class).resolveBundles(bundles.values())) {
            for (Bundle bundle : bundles.values()) {
                if (bundle.getState() == Bundle.INSTALLED) {
                    try {
                        bundle.start();
                    } catch (BundleException e) {
                        missing.add(e.getMessage().strip());
                    }
                }
            }
        }
        for (Map.Entry<BundleRequirement, List<Bundle>> each : providers().entrySet()) {
            if (each.getValue().isEmpty()) {
                BundleRequirement needed = each.getKey();
                missing.add(needed.getRevision().getSymbolicName() + " needs " + needed.getNamespace() + " "
                        + needed.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, ""));
            }
        }
        return List.copyOf(missing);
    }

    /** Returns whether another bundle is wired to a bundle, or needs it at run time, or would without this framework. */
    boolean isNeeded(Path jar) throws InvalidSyntaxException {
        Bundle bundle = bundle(jar);
        for (BundleCapability each :
                bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            Object name = each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
            if (framework
                    .adapt(BundleRevision.class)
                    .getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                    .stream()
                    .anyMatch(own -> own.getAttributes().containsValue(name))) {
                return true;
            }
        }
        return bundle.adapt(BundleWiring.class).getProvidedWires(null).stream()
                        .anyMatch(wire -> wire.getRequirer().getBundle() != bundle)
                || providers().containsValue(List.of(bundle));
    }

    /** Returns what is needed at run time, and which bundles have it. */
    private Map<BundleRequirement, List<Bundle>> providers() throws InvalidSyntaxException {
        Map<BundleRequirement, List<Bundle>> providers = new LinkedHashMap<>();
        for (Bundle bundle : bundles.values()) {
            for (BundleRequirement needed : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
                if (atRunTime(needed)) {
                    List<Bundle> found = new ArrayList<>();
                    for (Bundle each : framework.getBundleContext().getBundles()) {
                        if (hasWhatMeets(each, needed)) {
                            found.add(each);
                        }
                    }
                    providers.put(needed, found);
                }
            }
        }
        return providers;
    }

    private static boolean atRunTime(BundleRequirement needed) {
        return Constants.EFFECTIVE_ACTIVE.equals(needed.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE))
                && !Constants.RESOLUTION_OPTIONAL.equals(needed.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
    }

    private static boolean hasWhatMeets(Bundle bundle, BundleRequirement needed) throws InvalidSyntaxException {
        String filter = needed.getDirectives().get(Constants.FILTER_DIRECTIVE);
        for (BundleCapability each :
                bundle.adapt(BundleRevision.class).getDeclaredCapabilities(needed.getNamespace())) {
            if (filter == null || FrameworkUtil.createFilter(filter).matches(each.getAttributes())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
