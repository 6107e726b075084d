package org.allidb.storage.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredTenantTest {

    private static final Path FILE = Path.of("allidb.yaml");
    private static final TenantId ACME = TenantId.of("acme");

    @Test
    void declarationHasWhatTheFileSaysAndItsLine() {
        Map<TenantId, TenantDeclaration> tenants = declared("""
            storage:
              tenants:
                max_open: 5
                declared:
                  acme:
                    disk_mb: 10.5
                    write_buffer_mb: 2
                    ops_per_second: 3
                    bytes_per_second: 4
                    bytes_read_per_second: 12
                    max_cursors: 5
                    max_snapshots: 6
                    max_row_bytes: 7
                    max_cursor_seconds: 8
                    max_snapshot_seconds: 9
                    max_batch_rows: 10
                    weight: 11
                    label: "Acme Ltd., Überlingen"
                    dedicated_log: true
                    vectors: {face: 512, voice: 2}
                    parameters: {compaction.strategy: leveled, sstable.codec: lz4}
                  plain:
            """);
        assertEquals(List.of(ACME, TenantId.of("plain")), List.copyOf(tenants.keySet()));
        TenantDeclaration acme = tenants.get(ACME);
        assertEquals("allidb.yaml:5", acme.origin());
        assertEquals(
                TenantSettings.DEFAULTS
                        .withQuota(Quota.ofDisk(10L << 20 | 1 << 19)
                                .withWriteBufferBytes(2 << 20)
                                .withRates(3, 4)
                                .withBytesReadPerSecond(12)
                                .withHandles(5, 6)
                                .withMaxRowBytes(7)
                                .withAges(8, 9)
                                .withMaxBatchRows(10))
                        .withWeight(11)
                        .withLabel("Acme Ltd., Überlingen")
                        .withDedicatedLog(true)
                        .withVectorDimensions(Map.of("face", 512, "voice", 2))
                        .withParameters(Map.of("compaction.strategy", "leveled", "sstable.codec", "lz4")),
                acme.settings(TenantSettings.DEFAULTS));
        assertEquals(TenantSettings.DEFAULTS, tenants.get(TenantId.of("plain")).settings(TenantSettings.DEFAULTS));
    }

    @Test
    void whatIsLeftOutStaysAsItIs() {
        TenantSettings now = TenantSettings.DEFAULTS
                .withQuota(Quota.ofDisk(1_000_001).withRates(70, Long.MAX_VALUE).withHandles(8, 9))
                .withDedicatedLog(true)
                .withEncrypted(true)
                .withWeight(5)
                .withVectorDimensions(Map.of("voice", 3));
        TenantDeclaration acme = declared("""
            storage:
              tenants:
                declared:
                  acme: {ops_per_second: 80, vectors: {face: 4}}
            """).get(ACME);
        TenantSettings after = acme.settings(now);
        assertEquals(
                now.withQuota(now.quota().withRates(80, Long.MAX_VALUE))
                        .withVectorDimensions(Map.of("face", 4, "voice", 3)),
                after);
        assertTrue(acme.sets("ops_per_second"));
        assertFalse(acme.sets("disk_mb"));
        assertEquals(
                List.of("ops_per_second = 80 (was 70)", "vectors.face = 4 (was none)"),
                TenantDeclaration.changes(now, after));
    }

    @Test
    void lineAloneIsNoChange() {
        String file = "storage:\n  tenants:\n    declared:\n      acme: {max_cursors: 1}\n";
        assertEquals(declared(file), declared("\n\n" + file));
        assertFalse(declared(file).equals(declared(file.replace("1}", "2}"))));
    }

    @Test
    void labelThatIsTooLongIsRefusedAtItsLine() {
        String text = "storage:\n  tenants:\n    declared:\n      acme:\n        label: " + "x".repeat(201) + "\n";
        assertEquals(
                "allidb.yaml:5: storage.tenants.declared.acme.label: a label of 201 characters is not allowed; use at"
                        + " most 200",
                assertThrows(InvalidConfigurationException.class, () -> declared(text))
                        .getMessage());
    }

    @Test
    void sourceOffersTheDeclarations() {
        ConfigurationSource source = reader("storage:\n  tenants:\n    max_open: 7\n    declared:\n      acme:\n")
                .set(FILE, Map.of());
        assertEquals(List.of("tenants.max_open"), List.copyOf(source.values().keySet()));
        assertEquals(
                List.of(ACME),
                source.tenants().stream().map(TenantDeclaration::id).toList());
    }

    @Test
    void nothingUnderTheKeyDeclaresNothing() {
        assertEquals(StorageConfiguration.DEFAULTS, read("storage:\n  tenants:\n    declared:\n"));
    }

    @Test
    void exampleOfTheDefaultFileIsADeclarationOnceItIsNoCommentAnyMore() {
        String text = new YamlConfigurationReader(file -> new byte[0]).defaultFile();
        int begin = text.indexOf("    # declared:\n");
        assertTrue(begin > 0, text);
        String example = text.substring(begin).replace("\n    # ", "\n    ").replaceFirst("# ", "");
        TenantDeclaration acme =
                read(text.substring(0, begin) + example).declaredTenants().get(ACME);
        assertTrue(acme.sets("disk_mb") && acme.sets("dedicated_log"), acme.toString());
        assertEquals(
                TenantSettings.DEFAULTS
                        .withVectorDimensions(Map.of("face", 512))
                        .withParameters(Map.of("compaction.strategy", "leveled")),
                acme.settings(TenantSettings.DEFAULTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Acme: {}|:4: storage.tenants.declared.Acme: a tenant id must not have the character U+0041 at position"
                        + " 0; use 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
                "acme: {disk_gb: 1}|:4: storage.tenants.declared.acme.disk_gb: a tenant has no setting 'disk_gb'; did"
                        + " you mean 'disk_mb'?",
                "acme: {disk_mb: lots}|:4: storage.tenants.declared.acme.disk_mb: 'lots' is not allowed here; it takes"
                        + " a number from 0 to 8796093022208",
                "acme: {max_cursors: -1}|:4: storage.tenants.declared.acme.max_cursors: '-1' is not allowed here; it"
                        + " takes a whole number from 0 to 2147483647",
                "acme: {max_cursors: [1]}|:4: storage.tenants.declared.acme.max_cursors: a single value must stand"
                        + " here",
                "acme: {vectors: {face: 0}}|:4: storage.tenants.declared.acme.vectors.face: vector 'face' is declared"
                        + " with 0 components; use 1 to 1048576",
                "acme: {vectors: {face: x}}|:4: storage.tenants.declared.acme.vectors.face: 'x' is not allowed here; it"
                        + " takes a number of components",
                "acme: {parameters: {sstable.code: lz4}}|:4: storage.tenants.declared.acme.parameters.sstable.code:"
                        + " 'sstable.code' cannot be set for single tenants; did you mean 'sstable.codec'?",
                "acme: {parameters: {compaction.level_ratio: x}}|:4:"
                        + " storage.tenants.declared.acme.parameters.compaction.level_ratio: 'x' is no value for"
                        + " 'level_ratio' in section 'compaction': it takes a whole number from 2 to 100",
                "acme: 7|:4: storage.tenants.declared.acme: storage.tenants.declared.acme must hold keys and values",
                "acme: {}\\n      acme: {}|:5: acme: the key 'acme' is there twice, first in line 4",
            })
    void whatCannotBeAcceptedIsRefusedWithFileLineTenantAndWhatIsAllowed(String tenant, String message) {
        String text = "storage:\n  tenants:\n    declared:\n      " + tenant.replace("\\n", "\n") + "\n";
        assertEquals(
                "allidb.yaml" + message,
                assertThrows(InvalidConfigurationException.class, () -> read(text))
                        .getMessage());
    }

    private static Map<TenantId, TenantDeclaration> declared(String text) {
        return read(text).declaredTenants();
    }

    private static StorageConfiguration read(String text) {
        return reader(text).read(FILE, Map.of());
    }

    private static YamlConfigurationReader reader(String text) {
        return new YamlConfigurationReader(file -> text.getBytes(StandardCharsets.UTF_8));
    }
}
