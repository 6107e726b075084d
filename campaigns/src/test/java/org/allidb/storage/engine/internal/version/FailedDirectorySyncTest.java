package org.allidb.storage.engine.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** A sync of a tenant's directory fails while another table is under way, whose name it takes with it. */
class FailedDirectorySyncTest {

    private static final int CUTS = 40;

    private final StrictMemVfs device = new StrictMemVfs();

    @Test
    void tableThatWasUnderWayIsNotInstalledByALaterSync() throws IOException {
        VersionSet versions = open(device);
        long underWay = newTable(versions);
        long failing = newTable(versions);
        device.failNextSync();
        assertThrows(IOException.class, () -> add(versions, failing));
        String told =
                assertThrows(IOException.class, () -> add(versions, underWay)).getMessage();
        assertTrue(told.contains("table " + underWay + " was being written") && told.contains("tenant 'a'"), told);
        versions.discard(underWay);
        long again = newTable(versions);
        add(versions, again);
        Random random = new Random(Seed.get());
        for (int cut = 0; cut < CUTS; cut++) {
            StrictMemVfs image = device.afterPowerCut(random);
            Version found = open(image).acquire();
            assertEquals(
                    List.of(again), found.tables().stream().map(TableHandle::id).toList());
            assertEquals(FileKind.FILE, image.kind(TableFiles.fileName(again)));
        }
    }

    private long newTable(VersionSet versions) throws IOException {
        long id = versions.newTableId();
        device.create(TableFiles.fileName(id)).close();
        return id;
    }

    private static void add(VersionSet versions, long id) throws IOException {
        TableProperties properties = TableProperties.of(id, 1)
                .format("block", "none")
                .fileBytes(4096)
                .counts(5, 1, 0)
                .bytes(40, 70)
                .keys(new byte[0], new byte[0])
                .timestamps(1, 9)
                .sequences(2, 8)
                .build();
        versions.apply(List.of(properties), 0, List.of(), counters -> counters);
    }

    private static VersionSet open(Vfs files) throws IOException {
        TenantDescriptor tenant = TenantDescriptor.of(TenantId.of("a"), 1, TenantSettings.DEFAULTS, 0);
        TenantAccess access = (TenantAccess) Proxy.newProxyInstance(
                FailedDirectorySyncTest.class.getClassLoader(),
                new Class<?>[] {TenantAccess.class},
                (proxy, method, arguments) -> method.getName().equals("descriptor") ? tenant : files);
        return VersionSet.open(access, new TableFiles(access, () -> {
            throw new IllegalStateException("no table is read");
        }));
    }
}
