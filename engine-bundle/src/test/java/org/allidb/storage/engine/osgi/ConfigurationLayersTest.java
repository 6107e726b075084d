package org.allidb.storage.engine.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.bootstrap.ConfigurationSource.Value;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;

class ConfigurationLayersTest {

    private static final String ADMIN = "Configuration Admin (PID org.allidb.storage)";

    private final LogLines log = new LogLines();
    private final ConfigurationLayers layers = new ConfigurationLayers(log, true);

    @Test
    void administrationComesBeforeTheFileAndTheFileBeforeTheDefaults() {
        layers.outside(
                Map.of(
                        "compaction.max_iops", new Value("700", "allidb.yaml:3"),
                        "compaction.max_concurrent", new Value("3", "allidb.yaml:4")),
                List.of());
        layers.admin(Map.of("compaction.max_iops", 900));
        assertEquals("900", value("compaction", "max_iops"));
        assertEquals("3", value("compaction", "max_concurrent"));
        assertEquals("size-tiered", value("compaction", "strategy"));
        assertEquals(
                List.of(
                        "INFO configuration: 1 parameters by " + ADMIN
                                + ", before 2 by file and environment, before the defaults",
                        "INFO compaction.max_iops = 900 by " + ADMIN
                                + " overrides 700 by allidb.yaml:3; delete it there to have the other in force"),
                log.taken());
    }

    @Test
    void thereIsNoConfigurationBeforeBothHaveSpoken() {
        assertTrue(layers.waitsFor().startsWith("Configuration Admin has not said what it has"), layers.waitsFor());
        layers.admin(null);
        assertEquals(Optional.empty(), layers.inForce());
        assertTrue(layers.waitsFor().contains("org.allidb.storage.config"), layers.waitsFor());
        layers.outside(Map.of(), List.of());
        assertEquals(Optional.of(StorageConfiguration.DEFAULTS), layers.inForce());
    }

    @Test
    void noFileIsWaitedForWhereNoBundleReadsOne() {
        ConfigurationLayers alone = new ConfigurationLayers(log, false);
        alone.admin(Map.of("compaction.max_iops", "900"));
        assertEquals(900, alone.inForce().orElseThrow().compaction().maxIops());
    }

    @Test
    void deletionMeansTheFileAndTheDefaults() {
        layers.outside(Map.of("compaction.max_iops", new Value("700", "allidb.yaml:3")), List.of());
        layers.admin(Map.of("compaction.max_iops", "900", "compaction.max_concurrent", "4"));
        log.taken();
        layers.admin(null);
        assertEquals("700", value("compaction", "max_iops"));
        assertEquals("2", value("compaction", "max_concurrent"));
        assertEquals(
                "INFO " + ADMIN
                        + " has no configuration any more; what it set has the value of the file, or its default",
                log.taken().getFirst());
    }

    @Test
    void valueThatIsNotAllowedKeepsTheStorageClosedAtFirstAndWhatWasThereLater() {
        layers.outside(Map.of(), List.of());
        log.taken();
        layers.admin(Map.of("sstable.cache_mb", "256MB"));
        assertEquals(Optional.empty(), layers.inForce());
        List<String> told = log.taken();
        assertEquals(1, told.size(), told.toString());
        assertTrue(
                told.getFirst()
                                .startsWith("ERROR " + ADMIN
                                        + ": sstable.cache_mb: '256MB' is not allowed here; it takes a number"
                                        + " from -1 to ")
                        && told.getFirst().endsWith("; the storage is opened when it is mended"),
                told.toString());
        layers.admin(Map.of("sstable.cache_mb", "128"));
        assertEquals("128", value("sstable", "cache_mb"));
        log.taken();
        layers.admin(Map.of("sstable.cache_mb", "-9"));
        assertEquals("128", value("sstable", "cache_mb"));
        assertTrue(log.taken().getFirst().endsWith("; the configuration before it stays in force"));
    }

    @Test
    void unknownKeysAreReportedAndIgnored() {
        layers.outside(Map.of(), List.of());
        log.taken();
        layers.admin(Map.of(
                "compaction.max_iop", "1",
                "compactoin.max_iops", "2",
                "service.pid", "org.allidb.storage",
                "felix.fileinstall.filename", "file:/etc/org.allidb.storage.cfg",
                "compaction.max_iops", new String[] {"900"}));
        assertEquals("900", value("compaction", "max_iops"));
        assertEquals(
                List.of(
                        "WARNING " + ADMIN
                                + ": compaction.max_iop is ignored: there is no parameter 'max_iop' in section"
                                + " 'compaction'; did you mean 'max_iops'?",
                        "WARNING " + ADMIN
                                + ": compactoin.max_iops is ignored: there is no section 'compactoin'; did you"
                                + " mean 'compaction'?"),
                log.taken().stream().filter(line -> line.startsWith("WARNING")).toList());
    }

    private String value(String section, String key) {
        return layers.inForce().orElseThrow().values().get(section).get(key);
    }
}
