package org.allidb.storage.engine.internal.backup;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.VersionEdit;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** What a backup says that it consists of. */
class BackupManifestFuzz {

    private static final long NUMBER = 5;

    static Stream<byte[]> seeds() {
        TableProperties table = new TableProperties(
                7, 3, "block", "none", 4096, 5, 1, 1, 40, 70, new byte[] {'a'}, new byte[] {'z'}, 1, 9, 2, 8, 0, 4, 11, 0);
        TenantSettings settings =
                new TenantSettings(new Quota(1L << 40, 2, 3, 4, 5, 6, 7), Map.of("title", 768), true);
        return Stream.of(new BackupManifest(
                        NUMBER,
                        6,
                        List.of(new BackedUpTenant(
                                new TenantDescriptor(TenantId.of("tenant"), 3, settings, true, 12),
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
