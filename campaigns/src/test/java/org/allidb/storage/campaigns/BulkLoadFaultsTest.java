package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A campaign that cuts the power, or fails a call of the file system, in a bulk load: at about every other call, which the
 * seed chooses.
 *
 * <ul>
 *   <li>There are all rows of the load or none, and all of them once it has returned.
 *   <li>If they are there, so is what was written before and not synced.
 *   <li>What is not there has left no file, and the tenant takes writes and loads.
 * </ul>
 */
class BulkLoadFaultsTest {

    private static final TenantId TENANT = TenantId.of("load");
    /** One of so many directories is worked on. */
    private static final int WORKED_ON = 4;

    private static final byte[] VALUE = new byte[1_000];

    private final Random random = new Random(Seed.get());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allRowsOrNoneAreThereAfterAPowerCut(boolean sorted) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        List<StrictMemVfs> images = new ArrayList<>();
        boolean[] loading = new boolean[1];
        FaultPlan plan = onceForWritesInARow((operation, name) -> {
            if (loading[0] && random.nextBoolean()) {
                images.add(files.afterPowerCut(random));
            }
        });
        try (StoragePlatform platform = open(new FaultyVfs(files, plan))) {
            TenantStore store = prepared(platform);
            loading[0] = true;
            load(store, sorted);
            loading[0] = false;
        }
        StrictMemVfs afterwards = files.afterPowerCut(random);
        assertEquals(rows(sorted), loaded(afterwards), "what was acknowledged is there");
        assertTrue(images.size() > 5, images.size() + " images");
        Set<Integer> found = new TreeSet<>();
        for (StrictMemVfs image : images) {
            found.add(loaded(image));
        }
        assertTrue(Set.of(0, rows(sorted)).containsAll(found), found + " rows");
        assertTrue(found.contains(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allRowsOrNoneAreThereAfterACallThatFailed(boolean sorted) throws IOException {
        int failed = 0;
        boolean more = true;
        for (int failing = 0; more; failing += 1 + random.nextInt(2)) {
            StrictMemVfs files = new StrictMemVfs();
            int[] made = {Integer.MIN_VALUE};
            int fails = failing;
            FaultPlan plan = onceForWritesInARow((operation, name) -> {
                if (made[0]++ == fails) {
                    throw new IOException("planned fault");
                }
            });
            boolean acknowledged;
            try (StoragePlatform platform = open(new FaultyVfs(files, plan))) {
                TenantStore store = prepared(platform);
                made[0] = 0;
                acknowledged = tryLoad(store, sorted);
                more = made[0] > failing;
                failed += more ? 1 : 0;
                made[0] = Integer.MIN_VALUE;
                int visible = count(store);
                assertTrue(visible == (acknowledged ? rows(sorted) : 0), failing + ": " + visible + " rows");
            }
            if (acknowledged || failing % WORKED_ON == 0) {
                int found = loaded(files);
                assertTrue(found == rows(sorted) || !acknowledged && found == 0, failing + ": " + found + " rows");
            }
        }
        assertTrue(failed > 8, failed + " calls");
    }

    /** Leaves out calls that write right after another one that does: they are all alike. */
    private static FaultPlan onceForWritesInARow(FaultPlan plan) {
        boolean[] wrote = new boolean[1];
        return (operation, name) -> {
            boolean again = wrote[0] && operation == FaultPlan.Operation.WRITE;
            wrote[0] = operation == FaultPlan.Operation.WRITE;
            if (!again) {
                plan.before(operation, name);
            }
        };
    }

    /** Returns how many rows a load has. Unsorted ones must not fit in memory. */
    private static int rows(boolean sorted) {
        return sorted ? 300 : 1_600;
    }

    private static TenantStore prepared(StoragePlatform platform) {
        TenantStore store = platform.openOrCreate(TENANT);
        store.put("before", VALUE, WriteOptions.SYNC);
        store.put("before too", VALUE, WriteOptions.BUFFERED);
        return store;
    }

    private static boolean tryLoad(TenantStore store, boolean sorted) {
        try {
            load(store, sorted);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private static void load(TenantStore store, boolean sorted) {
        BulkLoadOptions options = sorted
                ? BulkLoadOptions.SORTED
                : BulkLoadOptions.UNSORTED.withSortBytes(BulkLoadOptions.MIN_SORT_BYTES);
        try (BulkLoad load = store.bulkLoad(options)) {
            for (int i = 0; i < rows(sorted); i++) {
                int number = sorted ? i : i * 7_919 % rows(sorted);
                load.add("row %06d".formatted(number).getBytes(StandardCharsets.UTF_8), VALUE);
            }
            load.finish();
        }
    }

    /**
     * Opens what is there, and returns how many rows of the load it has. If it has them, and now and then, it writes and loads
     * afterwards, and opens it again.
     */
    private int loaded(StrictMemVfs image) throws IOException {
        int found;
        try (StoragePlatform platform = open(image)) {
            try (TenantStore store = platform.open(TENANT)) {
                found = count(store);
                assertTrue(store.get("before").isPresent());
                assertTrue(found == 0 || store.get("before too").isPresent(), "an earlier write is missing");
                checkNoOtherFiles(image, store);
                if (found == 0 && random.nextInt(WORKED_ON) > 0) {
                    return found;
                }
                store.put("after", VALUE);
                try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                    load.add("later".getBytes(StandardCharsets.UTF_8), VALUE);
                    load.finish();
                }
            }
        }
        try (StoragePlatform platform = open(image);
                TenantStore store = platform.open(TENANT)) {
            assertEquals(found, count(store));
            assertTrue(store.get("after").isPresent() && store.get("later").isPresent());
        }
        return found;
    }

    private static int count(TenantStore store) {
        int rows = 0;
        try (Cursor cursor = store.scan(ScanRequest.ofPrefix("row "))) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    private static void checkNoOtherFiles(StrictMemVfs image, TenantStore store) throws IOException {
        long files = 0;
        for (String tenant : image.list("tenants")) {
            files += image.list("tenants/" + tenant).stream()
                    .filter(name -> name.endsWith(".sst"))
                    .count();
        }
        assertEquals(store.tables().size(), files, "there are tables that nobody knows");
    }

    private static StoragePlatform open(Vfs files) {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 1)
                .set("compaction.enabled", false)
                .open();
    }
}
