package org.allidb.storage.config.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.api.InvalidConfigurationException;
import org.junit.jupiter.params.provider.MethodSource;

/** Configuration files. */
class ConfigurationFuzz {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "storage:\n  wal:\n    fsync: false\n    max_file_mb: 64\n",
                        "storage: {sstable: {codec: &a lz4, bottom_codec: *a}, compaction: ~}\n",
                        "%YAML 1.1\n---\nstorage:\n  memtable:\n    max_mb: 0x1F\n...\n",
                        "storage:\n  ? wal\n  : fsync: !!bool 'true'\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void fileIsRefusedByNameOrRead(byte[] bytes) {
        try {
            new YamlConfigurationReader(file -> bytes).read(Path.of("allidb.yaml"), Map.of());
        } catch (InvalidConfigurationException e) {
            assertTrue(e.getMessage().contains("allidb.yaml"), e.getMessage());
        }
    }
}
