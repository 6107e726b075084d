package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
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

/** Configuration changes while the platform runs, by file and by Configuration Admin. */
@RunWith(PaxExam.class)
public class LiveConfigurationTest {

    private static final String PID = "org.allidb.storage";
    private static final String DECLARED = "storage:\n  tenants:\n    declared:\n";
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
        try (LogLines log = new LogLines()) {
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 7\n");
            Eventually.holds("the edit is in force", () -> value().equals("7"));
            Eventually.holds(
                    "the log says so", () -> log.contains(PARAMETER + " = 7") && log.contains("in force at once"));
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: lots\n");
            Eventually.holds(
                    "the log names the line", () -> log.contains(":3: storage.compaction.max_bandwidth_mbps: 'lots'"));
            assertEquals("a bad edit leaves the last good one in force", "7", value());
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 8\n    no_such_key: 1\n");
            Eventually.holds("the log names the key", () -> log.contains(":4: storage.compaction.no_such_key"));
            assertEquals("nothing of a bad edit is taken", "7", value());
        }
        Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 9\n");
        Eventually.holds("the mended edit is in force", () -> value().equals("9"));
        declaredTenantsFollowTheFile(file);
        assertEquals("no restart", before, context.getServiceReference(StoragePlatform.class));
    }

    private void declaredTenantsFollowTheFile(Path file) throws Exception {
        try (LogLines log = new LogLines()) {
            Files.writeString(file, DECLARED + "      acme:\n        max_cursors: 3\n");
            Eventually.becomes("the tenant is created", Optional.of(3), this::cursorsOfAcme);
            Files.writeString(file, DECLARED + "      acme:\n        max_cursors: 4\n        disk_gb: 1\n");
            Eventually.holds(
                    "the log names the line",
                    () -> log.contains(":6: storage.tenants.declared.acme.disk_gb: a tenant has no setting 'disk_gb'"));
            assertEquals("nothing of a bad edit is taken", Optional.of(3), cursorsOfAcme());
            Files.writeString(file, DECLARED + "      acme:\n        max_cursors: 5\n");
            Eventually.becomes("the mended edit is in force", Optional.of(5), this::cursorsOfAcme);
            Eventually.holds("the log says so", () -> log.contains("max_cursors = 5 (was 3)"));
            Files.writeString(file, DECLARED);
            Eventually.holds("the log says so", () -> log.contains("tenant 'acme' is not declared any more"));
            assertEquals("it is not dropped", Optional.of(5), cursorsOfAcme());
        }
    }

    private Optional<Integer> cursorsOfAcme() {
        return platform.tenants().stream()
                .filter(tenant -> tenant.id().value().equals("acme"))
                .map(tenant -> tenant.settings().quota().maxCursors())
                .findFirst();
    }

    @Test
    public void configurationAdminComesBeforeTheFileAndItsDeletionMeansTheFile() throws Exception {
        Path file = Path.of(context.getProperty("allidb.conf"));
        ServiceReference<StoragePlatform> before = context.getServiceReference(StoragePlatform.class);
        try (LogLines log = new LogLines()) {
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 11\n");
            Eventually.holds("the file is in force", () -> value().equals("11"));
            org.osgi.service.cm.Configuration configuration = admin.getConfiguration(PID, "?");
            configuration.update(new Hashtable<>(Map.of(PARAMETER, "23", "compactoin.max_iops", "1")));
            Eventually.holds("the update is in force", () -> value().equals("23"));
            assertTrue("an unknown key is reported", log.contains("compactoin.max_iops is ignored"));
            assertTrue("what it overrides is reported", log.contains(PARAMETER + " = 23 by Configuration Admin"));
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 12\n");
            Eventually.holds("the edit has no effect", () -> log.contains("overrides 12 by"));
            assertEquals("23", value());
            configuration.delete();
            Eventually.holds("the file is in force again", () -> value().equals("12"));
            assertTrue(log.contains("has no configuration any more"));
        }
        assertEquals("no restart", before, context.getServiceReference(StoragePlatform.class));
    }

    private String value() {
        return platform.configuration().values().get("compaction").get("max_bandwidth_mbps");
    }
}
