package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.ServiceTracker;

/** The Felix framework with the bundles of the distribution. */
final class Container {

    private static final String PLATFORM = "org.allidb.storage.api.StoragePlatform";
    private static final String SERVER = "org.allidb.storage.api.StorageServer";
    private static final String JLINE = "org.jline";
    /** What only an interactive shell needs; the terminal is taken over as soon as they start. */
    private static final List<String> SHELL_BUNDLES =
            List.of("org.apache.felix.gogo.command", "org.apache.felix.gogo.jline", JLINE);

    private final Settings settings;
    private final Framework framework;
    private final List<Bundle> shellBundles = new ArrayList<>();

    Container(Settings settings) {
        this.settings = settings;
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, settings.cache().path().toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put("felix.log.level", "1");
        // Flight Recorder writes calls of it into events of bundles, whether they import it or not
        properties.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.event");
        properties.put("felix.cache.locking", "false");
        properties.put("allidb.data", settings.data().toString());
        properties.put("allidb.conf", settings.conf().toString());
        properties.put("allidb.launcher", settings.home().resolve("bin/allidb").toString());
        properties.put(
                "felix.fileinstall.dir", settings.home().resolve("deploy").toString());
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.log.level", "1");
        properties.put("felix.fileinstall.filter", ".*\\.jar");
        // a jar with a package that a bundle of the product imports optionally must not restart the storage
        properties.put("felix.fileinstall.optionalImportRefreshScope", "managed");
        properties.put(
                "felix.fileinstall.tmpdir",
                settings.cache().path().resolve("fileinstall").toString());
        properties.put("gosh.home", settings.home().toString());
        properties.put("gosh.args", "--login");
        this.framework = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
    }

    Settings settings() {
        return settings;
    }

    void start() throws BundleException, IOException {
        System.setProperty("gosh.home", settings.home().toString());
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(settings.home().resolve("bundle"))) {
            for (Path jar : jars.sorted().toList()) {
                Bundle bundle = context.installBundle(jar.toUri().toString());
                (SHELL_BUNDLES.contains(bundle.getSymbolicName()) ? shellBundles : bundles).add(bundle);
            }
        }
        startAll(bundles);
    }

    /** Hands the terminal over to the shell. */
    void openShell() {
        try {
            for (Bundle bundle : shellBundles) {
                if (bundle.getSymbolicName().equals(JLINE)) {
                    bundle.start();
                    // JLine asks it for the ways to drive a terminal, and the shell's thread inherits it.
                    Thread.currentThread()
                            .setContextClassLoader(
                                    bundle.adapt(BundleWiring.class).getClassLoader());
                }
            }
            startAll(shellBundles);
        } catch (BundleException e) {
            System.err.println("The shell cannot be started: " + e.getMessage());
        }
    }

    boolean awaitPlatform(long millis) throws InterruptedException {
        return await(PLATFORM, millis) != null;
    }

    /** Returns where clients connect and who is let in; null if the door is not open. */
    @Nullable
    String door(long millis) throws InterruptedException {
        ServiceReference<?> reference = await(SERVER, millis);
        return reference == null ? null : String.valueOf(reference.getProperty("allidb.server.door"));
    }

    /** Returns whether a bundle of that name runs. */
    boolean isActive(String symbolicName) {
        BundleContext context = framework.getBundleContext();
        return context != null
                && Stream.of(context.getBundles())
                        .anyMatch(bundle ->
                                symbolicName.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE);
    }

    /** Returns a program that a bundle offers under a name; null if there is none. */
    @Nullable
    Callable<?> program(String name, List<String> options, long millis) throws InterruptedException {
        ServiceReference<?> reference = await(BiFunction.class.getName(), millis);
        if (reference == null
                || !List.of((String[]) reference.getProperty("allidb.programs")).contains(name)) {
            return null;
        }
        @SuppressWarnings("unchecked")
        BiFunction<String, List<String>, Callable<?>> programs = (BiFunction<String, List<String>, Callable<?>>)
                framework.getBundleContext().getService(reference);
        return programs.apply(name, options);
    }

    /** Returns whether it was stopped, or was never started. */
    boolean isStopped() {
        return framework.getBundleContext() == null;
    }

    /** Waits for a service; null if it did not come, or the framework is stopped. */
    private @Nullable ServiceReference<?> await(String service, long millis) throws InterruptedException {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return null;
        }
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, service, null);
        tracker.open();
        try {
            tracker.waitForService(millis);
            return tracker.getServiceReference();
        } finally {
            tracker.close();
        }
    }

    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops the framework, which closes the storage; does nothing the second time. */
    synchronized void stop(long millis) throws BundleException, InterruptedException, IOException {
        framework.stop();
        framework.waitForStop(millis);
        settings.cache().close();
    }

    private static void startAll(List<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }
}
