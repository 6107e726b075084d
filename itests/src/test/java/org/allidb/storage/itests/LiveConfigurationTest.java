package org.allidb.storage.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
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
        try (LogLines log = new LogLines()) {
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 7\n");
            Eventually.holds("the edit is in force", () -> value().equals("7"));
            Eventually.holds("the log says so", () -> log.contains(PARAMETER + " = 7") && log.contains("in force at once"));
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: lots\n");
            Eventually.holds("the log names the line", () -> log.contains(":3: storage.compaction.max_bandwidth_mbps: 'lots'"));
            assertEquals("a bad edit leaves the last good one in force", "7", value());
            Files.writeString(file, "storage:\n  compaction:\n    max_bandwidth_mbps: 8\n    no_such_key: 1\n");
            Eventually.holds("the log names the key", () -> log.contains(":4: storage.compaction.no_such_key"));
            assertEquals("nothing of a bad edit is taken", "7", value());
        }
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

    /** What is logged while it is open. */
    private static final class LogLines extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger("org.allidb.storage");
        private final Level before = logger.getLevel();
        private final List<String> lines = new CopyOnWriteArrayList<>();

        LogLines() {
            logger.setLevel(Level.INFO);
            logger.addHandler(this);
        }

        boolean contains(String text) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(before);
        }
    }

    private String value() {
        return platform.configuration().values().get("compaction").get("max_bandwidth_mbps");
    }
}
