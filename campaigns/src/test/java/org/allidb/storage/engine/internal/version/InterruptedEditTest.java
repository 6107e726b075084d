package org.allidb.storage.engine.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.AbstractList;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Memory runs out somewhere in an edit, and its caller removes what it wrote: no table goes that the manifest names. */
class InterruptedEditTest {

    @Test
    void tablesOfADurableEditStayWhateverIsThrownBehindIt() throws IOException {
        int failing = 0;
        boolean thrown = true;
        while (thrown) {
            failing++;
            StrictMemVfs device = new StrictMemVfs();
            VersionSet versions = open(device);
            versions.apply(List.of(newTable(versions, device)), 0, List.of(), counters -> counters);
            TableProperties merged = newTable(versions, device);
            Version before = versions.acquire();
            List<TableHandle> inputs = new NoMemoryAtTheStream(before.tables(), failing);
            try {
                versions.apply(List.of(merged), 0, inputs, counters -> counters);
                thrown = false;
            } catch (OutOfMemoryError e) {
                versions.discard(merged.tableId());
            }
            before.release();
            Version found = open(device).acquire();
            assertEquals(1, found.tables().size());
            for (TableHandle table : found.tables()) {
                assertEquals(FileKind.FILE, device.kind(table.file()), "failing " + failing);
            }
        }
        assertTrue(failing > 2, "memory never ran out");
    }

    @Test
    void tableThatCountsIsNotDiscarded() throws IOException {
        StrictMemVfs device = new StrictMemVfs();
        VersionSet versions = open(device);
        TableProperties table = newTable(versions, device);
        versions.apply(List.of(table), 0, List.of(), counters -> counters);
        versions.discard(table.tableId());
        assertEquals(FileKind.FILE, device.kind(TableFiles.fileName(table.tableId())));
    }

    /** A list that is looked through a few times, and then there is no memory. */
    private static final class NoMemoryAtTheStream extends AbstractList<TableHandle> {

        private final List<TableHandle> tables;
        private int streams;

        NoMemoryAtTheStream(List<TableHandle> tables, int streams) {
            this.tables = tables;
            this.streams = streams;
        }

        @Override
        public Stream<TableHandle> stream() {
            streams--;
            if (streams == 0) {
                throw new OutOfMemoryError("for a stream");
            }
            return super.stream();
        }

        @Override
        public TableHandle get(int index) {
            return tables.get(index);
        }

        @Override
        public int size() {
            return tables.size();
        }
    }

    private static TableProperties newTable(VersionSet versions, Vfs files) throws IOException {
        long id = versions.newTableId();
        files.create(TableFiles.fileName(id)).close();
        return TableProperties.of(id, 1)
                .format("block", "none")
                .fileBytes(4096)
                .counts(5, 1, 0)
                .bytes(40, 70)
                .keys(new byte[0], new byte[0])
                .timestamps(1, 9)
                .sequences(2, 8)
                .build();
    }

    private static VersionSet open(Vfs files) throws IOException {
        TenantDescriptor tenant = TenantDescriptor.of(TenantId.of("a"), 1, TenantSettings.DEFAULTS, 0);
        TenantAccess access = (TenantAccess) Proxy.newProxyInstance(
                InterruptedEditTest.class.getClassLoader(),
                new Class<?>[] {TenantAccess.class},
                (proxy, method, arguments) -> method.getName().equals("descriptor") ? tenant : files);
        return VersionSet.open(access, new TableFiles(access, () -> {
            throw new IllegalStateException("no table is read");
        }));
    }
}
