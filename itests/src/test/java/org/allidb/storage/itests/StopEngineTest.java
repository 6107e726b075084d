package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The engine's bundle is stopped, and updated, in the middle of writes: clear errors, and nothing acknowledged is lost. */
@RunWith(PaxExam.class)
public class StopEngineTest {

    private static final TenantId TENANT = TenantId.of("interrupted");
    private static final long OPERATIONS = 2_000;
    private static final long PATIENCE_MILLIS = 30_000;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(StopEngineTest.class);
        return Container.of(StopEngineTest.class);
    }

    @Test
    public void stoppedWhileWritingLosesNothing() throws Exception {
        Bundle engine = Arrays.stream(context.getBundles())
                .filter(bundle -> "org.allidb.storage.engine".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        for (int round = 0; round < 3; round++) {
            Load load = new Load(platform().openOrCreate(TenantId.of(TENANT + "-" + round)), WriteOptions.SYNC);
            load.awaitMore(OPERATIONS);
            if (round == 1) {
                engine.update();
            } else {
                engine.stop();
            }
            load.awaitFailures();
            assertEquals("both writers were told", 2, load.failures().size());
            for (Throwable told : load.failures()) {
                assertTrue(told.toString(), told instanceof StoreClosedException);
                assertTrue(told.getMessage(), told.getMessage().contains("closed"));
            }
            engine.start();
            try (TenantStore again = platform().open(TenantId.of(TENANT + "-" + round))) {
                assertTrue(load.acknowledged() > 0);
                assertEquals("lost rows", 0, load.missing(again));
            }
        }
    }

    /** The platform there is now, or as soon as there is one: the engine's service comes after its bundle has started. */
    private StoragePlatform platform() throws InterruptedException {
        ServiceTracker<StoragePlatform, StoragePlatform> tracker =
                new ServiceTracker<>(context, StoragePlatform.class, null);
        tracker.open();
        try {
            StoragePlatform platform = tracker.waitForService(PATIENCE_MILLIS);
            assertNotNull("no platform within " + PATIENCE_MILLIS + " ms", platform);
            return platform;
        } finally {
            tracker.close();
        }
    }
}
