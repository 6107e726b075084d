package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.allidb.storage.examples.client.Notebook;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** A client that imports the API alone keeps its wiring, and so its classes, whatever bundle below the API is updated. */
@RunWith(PaxExam.class)
public class ClientStaysTest {

    private static final String HOUSE = "org.allidb.storage.";
    private static final String CLIENT = "examples.client";
    private static final String SHELL = "shell";
    private static final String API = "api";
    private static final String KEPT = "through all updates";
    private static final long PATIENCE_SECONDS = 60;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(ClientStaysTest.class);
        return Container.of(
                ClientStaysTest.class,
                bundle(Container.example("client-bundle").toUri().toString()));
    }

    @Test
    public void clientIsNotRefreshedWhenABundleBelowTheApiIsUpdated() throws Exception {
        BundleWiring client = wiring(CLIENT);
        BundleWiring api = wiring(API);
        use(notebook -> notebook.write("kept", KEPT));
        List<String> updated = new ArrayList<>();
        for (Bundle each : context.getBundles()) {
            String name = each.getSymbolicName();
            if (name.startsWith(HOUSE) && !name.equals(HOUSE + API) && !name.equals(HOUSE + CLIENT)) {
                BundleWiring before = each.adapt(BundleWiring.class);
                BundleWiring shell = wiring(SHELL);
                update(each);
                assertNotSame(name + " was not updated", before, each.adapt(BundleWiring.class));
                assertSame("the client was refreshed with " + name, client, wiring(CLIENT));
                if (!name.equals(HOUSE + SHELL)) {
                    assertSame("the shell was refreshed with " + name, shell, wiring(SHELL));
                }
                assertSame("the API was refreshed with " + name, api, wiring(API));
                updated.add(name.substring(HOUSE.length()));
            }
        }
        assertTrue(
                "only " + updated,
                updated.containsAll(List.of("spi", "kernel", "engine", "wal", "sstable", "shell", "demo")));
        use(notebook -> assertEquals(Optional.of(KEPT), notebook.read("kept")));
    }

    /** The other direction. Not carried out: it would refresh this test too. */
    @Test
    public void clientWouldBeRefreshedWithTheApi() {
        FrameworkWiring framework = context.getBundle(0).adapt(FrameworkWiring.class);
        Bundle client = Bundles.named(context, CLIENT);
        assertTrue(framework
                .getDependencyClosure(List.of(Bundles.named(context, API)))
                .contains(client));
    }

    private void update(Bundle bundle) throws Exception {
        CountDownLatch refreshed = new CountDownLatch(1);
        bundle.update();
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        assertTrue(bundle + " was not refreshed", refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        Eventually.holds(
                "every bundle runs again after the update of " + bundle,
                () -> Arrays.stream(context.getBundles())
                        .allMatch(each -> each.getState() == Bundle.ACTIVE || isFragment(each)));
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get("Fragment-Host") != null;
    }

    private BundleWiring wiring(String name) {
        return Bundles.named(context, name).adapt(BundleWiring.class);
    }

    /** Uses the notebook there is now, or as soon as there is one: it comes and goes with the platform. */
    private void use(Consumer<Notebook> step) throws InterruptedException {
        ServiceTracker<Notebook, Notebook> tracker = new ServiceTracker<>(context, Notebook.class, null);
        tracker.open();
        try {
            step.accept(tracker.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
        } finally {
            tracker.close();
        }
    }
}
