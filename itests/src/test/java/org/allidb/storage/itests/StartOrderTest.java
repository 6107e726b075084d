package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.allidb.storage.testkit.Seed;
import org.junit.Test;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceEvent;

/** In whatever order the bundles of the distribution start, the storage is opened once, works, and logs no warning. */
public class StartOrderTest {

    private static final int ORDERS = 3 * Integer.getInteger("allidb.soak", 1);
    private static final String PLATFORM = "(objectClass=org.allidb.storage.api.StoragePlatform)";

    @Test
    public void anyOrderOpensTheStorageOnce() throws Exception {
        Random random = new Random(Seed.get());
        for (int round = 0; round < ORDERS; round++) {
            List<Path> order = new ArrayList<>(Container.jars());
            Collections.shuffle(order, random);
            opensOnce("order " + round + " of -Dallidb.seed=" + Seed.get(), order);
        }
    }

    @Test
    public void smallestStorageOfTheGuideWorks() throws Exception {
        opensOnce("the smallest storage", ResolutionTest.smallest());
    }

    private static void opensOnce(String name, List<Path> order) throws Exception {
        String what = name + ": " + order.stream().map(Path::getFileName).toList();
        List<String> events = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                BareFramework framework = new BareFramework(Container.scratch(StartOrderTest.class), order)) {
            BundleContext context = framework.framework().getBundleContext();
            context.addServiceListener(
                    // sees services whose interface the framework itself does not know
                    (AllServiceListener) event -> {
                        if (event.getType() != ServiceEvent.MODIFIED) {
                            events.add(event.getType() == ServiceEvent.REGISTERED ? "opened" : "closed");
                        }
                    },
                    PLATFORM);
            context.addFrameworkListener(event -> {
                if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
                    events.add(event.getBundle() + ": " + event.getThrowable());
                }
            });
            for (Path jar : order) {
                framework.bundle(jar).start();
            }
            Bundle client = context.installBundle("client", clientBundle());
            client.start();
            Callable<?> call = (Callable<?>) client.getBundleContext().getService(client.getRegisteredServices()[0]);
            assertEquals(what, "found", call.call());
            // the client may find the service before all listeners have heard of it
            Eventually.holds("the storage is opened", () -> !events.isEmpty());
            assertEquals(what, List.of("opened"), events);
            assertEquals(what, List.of(), log.warnings());
        }
    }

    private static InputStream clientBundle() throws IOException {
        Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version",
                        "1.0",
                        Constants.BUNDLE_MANIFESTVERSION,
                        "2",
                        Constants.BUNDLE_SYMBOLICNAME,
                        "client",
                        Constants.BUNDLE_ACTIVATOR,
                        ClientActivator.class.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.allidb.storage.api,org.osgi.framework,org.osgi.util.tracker")
                .forEach((key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> each : List.of(ClientActivator.class, Bundles.class)) {
                String file = each.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (InputStream in = each.getClassLoader().getResourceAsStream(file)) {
                    in.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
