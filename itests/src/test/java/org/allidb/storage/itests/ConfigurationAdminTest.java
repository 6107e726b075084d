package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.Hashtable;
import java.util.Map;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** A container without a configuration file, configured by Configuration Admin alone. */
@RunWith(PaxExam.class)
public class ConfigurationAdminTest {

    private static final String PID = "org.allidb.storage";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(ConfigurationAdminTest.class);
        return Container.of(ConfigurationAdminTest.class);
    }

    @After
    public void delete() throws Exception {
        admin.getConfiguration(PID, "?").delete();
        Bundles.named(context, "engine").start();
        Bundles.platform(context);
    }

    @Test
    public void whatItSetsIsNotOverwrittenByAnyStart() throws Exception {
        Bundles.platform(context);
        configure("compaction.max_iops", "900");
        Eventually.holds("it is in force", () -> iops() == 900);
        ServiceReference<StoragePlatform> before = context.getServiceReference(StoragePlatform.class);
        Bundles.named(context, "config").update();
        assertEquals("900", admin.getConfiguration(PID, "?").getProperties().get("compaction.max_iops"));
        assertEquals("no restart", before, context.getServiceReference(StoragePlatform.class));
        Bundles.named(context, "engine").update();
        Bundles.platform(context);
        assertEquals(900, iops());
        assertEquals("900", admin.getConfiguration(PID, "?").getProperties().get("compaction.max_iops"));

        ServiceReference<StoragePlatform> updated = context.getServiceReference(StoragePlatform.class);
        admin.getConfiguration(PID, "?").delete();
        Eventually.holds("the default is in force", () -> iops() == 1_000);
        assertEquals("no restart", updated, context.getServiceReference(StoragePlatform.class));
    }

    @Test
    public void badFirstValueKeepsTheStorageClosedUntilAGoodOneComes() throws Exception {
        Bundle engine = Bundles.named(context, "engine");
        engine.stop();
        configure("sstable.cache_mb", "256MB");
        try (LogLines log = new LogLines()) {
            engine.start();
            Eventually.holds(
                    "the log names the parameter and what it takes",
                    () -> log.contains("sstable.cache_mb: '256MB' is not allowed here; it takes a number from -1 to"));
            assertTrue(log.contains("the storage is opened when it is mended"));
            assertNull(context.getServiceReference(StoragePlatform.class));
        }
        configure("sstable.cache_mb", "128");
        assertEquals(
                "128",
                Bundles.platform(context)
                        .configuration()
                        .values()
                        .get("sstable")
                        .get("cache_mb"));
    }

    private void configure(String path, String value) throws Exception {
        admin.getConfiguration(PID, "?").update(new Hashtable<>(Map.of(path, value)));
    }

    private long iops() throws Exception {
        return Bundles.platform(context).configuration().compaction().maxIops();
    }
}
