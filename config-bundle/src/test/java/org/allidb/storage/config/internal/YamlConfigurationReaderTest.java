package org.allidb.storage.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlConfigurationReaderTest {

    private static final Path FILE = Path.of("allidb.yaml");

    @Test
    void emptyFileMeansDefaults() {
        assertEquals(StorageConfiguration.DEFAULTS, read(""));
        assertEquals(StorageConfiguration.DEFAULTS, read("storage:\n"));
    }

    @Test
    void leavingOutFsyncDoesNotSwitchItOff() {
        assertTrue(read("storage:\n  wal:\n    max_file_mb: 64\n").wal().fsync());
    }

    @Test
    void defaultFileReadsBackAsDefaultsAndShowsEveryParameter() {
        String text = new YamlConfigurationReader(file -> new byte[0]).defaultFile();
        assertEquals(StorageConfiguration.DEFAULTS, read(text));
        StorageConfiguration.sections()
                .forEach((section, type) -> Options.parameters(type)
                        .keySet()
                        .forEach(key -> assertTrue(text.contains("    " + key + ": "), section + "." + key)));
    }

    @Test
    void everyParameterIsEffectiveInTheFileAndInTheEnvironment() {
        StorageConfiguration.DEFAULTS
                .values()
                .forEach((section, parameters) -> parameters.forEach((key, value) -> {
                    String other = other(
                            value,
                            Options.parameters(StorageConfiguration.sections().get(section))
                                    .get(key));
                    StorageConfiguration fromFile =
                            read("storage:\n  " + section + ":\n    " + key + ": " + other + "\n");
                    assertNotEquals(StorageConfiguration.DEFAULTS, fromFile, section + "." + key);
                    String variable = ("ALLIDB_STORAGE_" + section + "_" + key).toUpperCase(Locale.ROOT);
                    assertEquals(fromFile, read("", Map.of(variable, other)), variable);
                }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "storage:\\n  wall: {}|allidb.yaml:2: storage.wall: there is no section 'wall'; did you mean 'wal'?",
                "storage:\\n  wal:\\n    fsnyc: true|allidb.yaml:3: storage.wal.fsnyc: there is no parameter 'fsnyc' in"
                        + " section 'wal'; did you mean 'fsync'?",
                "storage:\\n  wal:\\n    fsync: maybe|allidb.yaml:3: storage.wal.fsync: 'maybe' is not allowed here; it"
                        + " takes true or false",
                "storage:\\n"
                    + "  wal:\\n"
                    + "    max_file_mb: -1|allidb.yaml:3: storage.wal.max_file_mb: '-1' is not allowed here; it takes"
                    + " a number from 0.015625 to 1024",
                "storage:\\n  wal:\\n    fsync: true\\n    fsync: false|allidb.yaml:4: fsync: the key 'fsync' is there"
                        + " twice, first in line 3",
                "storage:\\n  wal: [1]|allidb.yaml:2: storage.wal: storage.wal must hold keys and values",
                "storage:\\n"
                        + "  wal:\\n"
                        + "    fsync: [true]|allidb.yaml:3: storage.wal.fsync: a single value must stand here",
                "other: 1|allidb.yaml:1: other: there is no key 'other'; everything is under 'storage'",
            })
    void whatCannotBeAcceptedIsRefusedWithFileLineKeyAndWhatIsAllowed(String text, String message) {
        InvalidConfigurationException error =
                assertThrows(InvalidConfigurationException.class, () -> read(text.replace("\\n", "\n")));
        assertEquals(message, error.getMessage());
    }

    @Test
    void aliasBombIsRefusedBeforeItGrows() {
        String bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nstorage: *c\n";
        String told = refused(bomb);
        assertTrue(told.startsWith("allidb.yaml") && told.contains("aliases for non-scalar nodes"), told);
        assertEquals(
                "allidb.yaml:3: b: aliases are not allowed; write the value out",
                refused("storage:\n  a: &a 1\n  b: *a\n"));
    }

    @Test
    void deepNestingIsRefused() {
        String told = refused("storage: " + "[".repeat(10_000) + "]".repeat(10_000));
        assertTrue(told.startsWith("allidb.yaml") && told.contains("Nesting Depth"), told);
    }

    @Test
    void fileOfUnreasonableSizeIsRefused() {
        String told = refused("storage: [" + "x, ".repeat(1 << 20) + "]");
        assertTrue(told.startsWith("allidb.yaml") && told.contains("exceeds the limit"), told);
    }

    @Test
    void unknownEnvironmentVariableIsRefused() {
        InvalidConfigurationException error = assertThrows(
                InvalidConfigurationException.class, () -> read("", Map.of("ALLIDB_STORAGE_WAL_FSNYC", "true")));
        assertTrue(error.getMessage().contains("did you mean 'ALLIDB_STORAGE_WAL_FSYNC'?"), error.getMessage());
    }

    private static String refused(String text) {
        return assertThrows(InvalidConfigurationException.class, () -> read(text))
                .getMessage();
    }

    private static String other(String value, Parameter parameter) {
        return switch (value) {
            case "true" -> "false";
            case "false" -> "true";
            case "sync" -> "buffered";
            case "T4" -> "L10";
            default -> {
                if (parameter.values().length > 0) {
                    yield Stream.of(parameter.values())
                            .filter(allowed -> !allowed.equals(value))
                            .findFirst()
                            .orElseThrow();
                }
                if (!value.matches("-?[0-9]+([.][0-9]+)?")) {
                    yield "other";
                }
                long number = (long) Math.ceil(parameter.min());
                yield Long.toString(Double.parseDouble(value) == number ? number + 1 : number);
            }
        };
    }

    private static StorageConfiguration read(String text) {
        return read(text, Map.of());
    }

    private static StorageConfiguration read(String text, Map<String, String> environment) {
        return new YamlConfigurationReader(file -> text.getBytes(StandardCharsets.UTF_8)).read(FILE, environment);
    }
}
