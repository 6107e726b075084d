package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a load is found, what was acknowledged before its end is found too. */
class BulkLoadOrderTest {

    private static final TenantId TENANT = TenantId.of("load");
    private static final byte[] VALUE = new byte[40];
    private static final List<String> ALL = List.of("before", "loaded", "meanwhile");

    private final StrictMemVfs files = new StrictMemVfs();
    private final Random random = new Random(Seed.get());
    /** What is done once, just before a call of the file system that it is meant for. */
    private final AtomicReference<Interruption> interruption = new AtomicReference<>();

    /** Before the sync of the edit that makes a load true: nothing is flushed yet. */
    private static final Interruption AT_THE_EDIT =
            new Interruption((operation, name) -> operation == Operation.SYNC && name.endsWith("MANIFEST"), () -> {});

    private record Interruption(BiPredicate<Operation, String> at, Runnable action) {

        Interruption then(Runnable other) {
            return new Interruption(at, other);
        }
    }

    private StoragePlatformBuilder builder(Vfs disk) {
        FaultPlan plan = (operation, name) -> {
            Interruption next = interruption.get();
            if (next != null && next.at.test(operation, name) && interruption.compareAndSet(next, null)) {
                next.action.run();
            }
        };
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.ofDirectoriesIn(new FaultyVfs(disk, plan)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 1)
                .set("compaction.enabled", false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void powerCutLeavesEarlierWritesWhetherOrNotTheLogIsSynced(boolean fsync) {
        try (StoragePlatform platform = builder(files).set("wal.fsync", fsync).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("before", VALUE);
            List<StrictMemVfs> images = new ArrayList<>();
            try (BulkLoad load = begun(store)) {
                store.put("meanwhile", VALUE, WriteOptions.BUFFERED);
                interruption.set(AT_THE_EDIT.then(() -> {
                    for (int cut = 0; cut < 20; cut++) {
                        images.add(files.afterPowerCut(random));
                    }
                }));
                load.finish();
            }
            assertEquals(ALL, found(files.afterPowerCut(random)));
            int loads = 0;
            for (StrictMemVfs image : images) {
                List<String> found = found(image);
                if (found.contains("loaded")) {
                    assertEquals(ALL, found);
                    loads++;
                }
            }
            assertTrue(loads > 0, "the edit survived in none of the images");
        }
    }

    @Test
    void backupHasWhatWasWrittenBeforeALoadThatItHas() {
        try (StoragePlatform platform = builder(files).open();
                TenantStore store = platform.openOrCreate(TENANT);
                BackupDirectory backups = platform.backups(Path.of("backups"));
                BulkLoad load = begun(store)) {
            store.put("before", VALUE);
            // while the backup flushes
            interruption.set(new Interruption(
                    (operation, name) -> operation == Operation.CREATE && name.endsWith(".sst"), () -> {
                        store.put("meanwhile", VALUE);
                        load.finish();
                    }));
            backups.create();
            backups.restore(1, TENANT, TenantId.of("restored"));
            try (TenantStore restored = platform.open(TenantId.of("restored"))) {
                assertEquals(ALL, entities(restored));
            }
        }
    }

    @Test
    void readerHasWhatWasWrittenBeforeALoadThatItHas() {
        try (StoragePlatform platform = builder(files).open();
                TenantStore store = platform.openOrCreate(TENANT);
                BulkLoad load = begun(store)) {
            store.put("before", VALUE);
            store.flush();
            try (StoragePlatform reading = builder(files).openReadOnly()) {
                // after the log was read
                interruption.set(new Interruption((operation, name) -> name.endsWith("MANIFEST"), () -> {
                    store.put("meanwhile", VALUE);
                    load.finish();
                }));
                try (TenantStore seen = reading.open(TENANT)) {
                    assertEquals(ALL, entities(seen));
                }
            }
        }
    }

    @Test
    void tenantIsRefusedIfTheLogEndsBeforeItsLoads() throws IOException {
        List<StrictMemVfs> images = new ArrayList<>();
        try (StoragePlatform platform = builder(files).open();
                TenantStore store = platform.openOrCreate(TENANT);
                BulkLoad load = begun(store)) {
            store.put("before", VALUE);
            interruption.set(AT_THE_EDIT.then(() -> images.add(files.afterKill())));
            load.finish();
        }
        StrictMemVfs left = images.getFirst();
        assertEquals(List.of("before", "loaded"), found(left.afterKill()));
        Map<String, byte[]> contents = new TreeMap<>(DiskContents.read(left));
        String segment = contents.keySet().stream()
                .filter(name -> name.startsWith("memory/wal/"))
                .reduce((_, last) -> last)
                .orElseThrow();
        byte[] bytes = contents.get(segment).clone();
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        bytes[end - 1] ^= 1;
        contents.put(segment, bytes);
        StrictMemVfs damaged = DiskContents.write(contents);
        try (StoragePlatform platform = builder(damaged).open()) {
            assertRefused(assertThrows(CorruptionException.class, () -> platform.open(TENANT)));
        }
        try (StoragePlatform platform = builder(damaged).openReadOnly()) {
            assertRefused(assertThrows(CorruptionException.class, () -> platform.open(TENANT)));
        }
    }

    private static void assertRefused(CorruptionException refusal) {
        String told = refusal.getMessage();
        assertTrue(told.contains("the log of tenant 'load' ends at sequence 1, and its tables have rows up to"), told);
        assertTrue(told.contains("allidb repair DIR INTO"), told);
    }

    private static BulkLoad begun(TenantStore store) {
        return store.bulkLoad(BulkLoadOptions.SORTED).add("loaded".getBytes(StandardCharsets.UTF_8), VALUE);
    }

    private List<String> found(StrictMemVfs disk) {
        try (StoragePlatform platform = builder(disk).open();
                TenantStore store = platform.open(TENANT)) {
            return entities(store);
        }
    }

    private static List<String> entities(TenantStore store) {
        List<String> entities = new ArrayList<>();
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                entities.add(cursor.entity().toText());
            }
        }
        return entities;
    }
}
