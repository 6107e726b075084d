package org.allidb.storage.engine.internal.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.VersionEdit;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.junit.jupiter.params.provider.MethodSource;

/** What a backup says that it consists of. */
class BackupManifestFuzz {

    private static final long NUMBER = 5;

    static Stream<byte[]> seeds() {
        TableProperties table = TableProperties.of(7, 3)
                .format("block", "none")
                .fileBytes(4096)
                .counts(5, 1, 1)
                .bytes(40, 70)
                .keys(new byte[] {'a'}, new byte[] {'z'})
                .timestamps(1, 9)
                .sequences(2, 8)
                .expiries(0, 4)
                .created(11)
                .build();
        TenantSettings settings = TenantSettings.DEFAULTS
                .withQuota(Quota.ofDisk(1L << 40)
                        .withWriteBufferBytes(2)
                        .withRates(3, 4)
                        .withHandles(5, 6)
                        .withMaxRowBytes(7))
                .withVectorDimensions(Map.of("title", 768))
                .withDedicatedLog(true);
        return Stream.of(new BackupManifest(
                        NUMBER,
                        6,
                        List.of(new BackedUpTenant(
                                TenantDescriptor.of(TenantId.of("tenant"), 3, settings, 12)
                                        .withSuspension(Optional.of(Suspension.of(
                                                Suspension.Mode.READ_ONLY, "a test", Instant.ofEpochMilli(5)))),
                                new VersionEdit(List.of(new AddedTable(table, 1)), List.of(), Counters.INITIAL))))
                .encode());
    }

    @MethodSource("seeds")
    @FuzzTest
    void manifestIsRefusedOrStoredAgainAsItself(byte[] bytes) throws IOException {
        BackupManifest manifest;
        try {
            manifest = BackupManifest.decode(NUMBER, bytes);
            manifest.info();
        } catch (IOException | InvalidArgumentException e) {
            return;
        }
        byte[] stored = manifest.encode();
        assertArrayEquals(stored, BackupManifest.decode(NUMBER, stored).encode());
    }
}
