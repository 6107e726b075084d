package org.allidb.storage.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Configuration changes while the platform runs, by file and by Configuration Admin. */
@RunWith(PaxExam.class)
public class LiveConfigurationTest {

    private static final String PID = "org.allidb.storage";
    private static final String PARAMETER = "compaction.max_bandwidth_mbps";

    @Inject
    private StoragePlatform platform;

    @Inject
    private ConfigurationAdmin admin;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(LiveConfigurationTest.class);
        return Container.of(LiveConfigurationTest.class);
    }

    @Test
    public void editOfTheFileTakesEffectAndABadOneDoesNot() throws Exception {
        Path file = Path.of(context.getProperty("allidb.conf"));
        ServiceReference<StoragePlatform> before = context.getServiceReference(StoragePlatform.class);
        Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 7\n");
        Eventually.holds("the edit is in force", () -> value().equals("7"));
        Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: lots\n");
        Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 8\n    no_such_key: 1\n");
        Thread.sleep(2_500);
        assertEquals("a bad edit leaves the last good one in force", "7", value());
        Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 9\n");
        Eventually.holds("the mended edit is in force", () -> value().equals("9"));
        assertEquals("no restart", before, context.getServiceReference(StoragePlatform.class));
    }

    @Test
    public void configurationAdminTakesEffect() throws Exception {
        org.osgi.service.cm.Configuration configuration = admin.getConfiguration(PID, "?");
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put(PARAMETER, "23");
        configuration.update(properties);
        Eventually.holds("the update is in force", () -> value().equals("23"));
        assertTrue(platform.configuration().values().get("compaction").containsKey("max_iops"));
    }

    private String value() {
        return platform.configuration().values().get("compaction").get("max_bandwidth_mbps");
    }
}
