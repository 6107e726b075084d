package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * There is no memory in the middle of a memtable's update. The batch is refused, nothing of it is ever seen or flushed
 * by half, and writes continue by themselves.
 */
class FailedUpdateTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final byte[] VALUE = {1};

    private final HalfwayMemtables memtables = new HalfwayMemtables();
    private StrictMemVfs files = new StrictMemVfs();
    private StoragePlatform platform;
    private TenantStore store;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .use(new TestRuntime(new ManualClock()))
                .use(memtables)
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.runtime", TestRuntime.NAME)
                .set("memtable.provider", HalfwayMemtables.NAME)
                .set("wal.max_file_mb", 1)
                .set("compaction.enabled", false)
                .open();
        store = platform.openOrCreate(TENANT);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void batchThatFailedHalfwayIsNeverSeenAndWritesGoOn(int applied) {
        store.put("before", VALUE);
        store.put("kept", VALUE);
        try (Snapshot snapshot = store.snapshot()) {
            failHalfway(applied);
            assertEquals(List.of("before", "kept"), entities(store));
            store.put("after", VALUE);
            assertEquals(List.of("after", "before", "kept"), entities(store));
            assertTrue(store.get("half-1").isEmpty());
            assertTrue(store.get("kept").isPresent());
            assertEquals(List.of("before", "kept"), entities(snapshot));
        }
        store.flush();
        assertEquals(List.of("after", "before", "kept"), entities(store));
        store.compact();
        assertEquals(List.of("after", "before", "kept"), entities(store));
        reopen(files);
        assertEquals(List.of("after", "before", "kept"), entities(store));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void powerCutAfterwardsFindsTheBatchWholeOrNotAtAll(int applied) {
        store.put("before", VALUE);
        store.put("kept", VALUE);
        failHalfway(applied);
        store.flush();
        store.put("after", VALUE);
        StrictMemVfs before = files;
        for (int seed = 0; seed < 20; seed++) {
            platform.close();
            reopenAfter(before.afterPowerCut(new Random(seed)));
            List<String> found = entities(store);
            assertTrue(
                    found.equals(List.of("after", "before", "kept"))
                            || found.equals(List.of("after", "before", "half-1", "half-2")),
                    "seed " + seed + ": " + found);
        }
    }

    /** There is no memory behind the version edit. The next flush has nothing to write, and the log is no longer needed. */
    @Test
    void flushThatIsInstalledLaterReleasesTheLog() {
        for (int i = 0; i < 40; i++) {
            store.put("row-" + i, new byte[100_000]);
        }
        assertTrue(platform.statistics().log().segments() > 3);
        memtables.cursors = 0;
        memtables.noMemoryBehindFlushes = true;
        assertThrows(OutOfMemoryError.class, store::flush);
        memtables.noMemoryBehindFlushes = false;
        int written = memtables.cursors;
        store.flush();
        assertEquals(written, memtables.cursors);
        assertEquals(1, store.tables().size());
        assertTrue(
                platform.statistics().log().segments() <= 2,
                platform.statistics().log().segments() + " segments");
        assertEquals(40, entities(store).size());
    }

    @Test
    void batchThatIsTheFirstOfItsMemtableLeavesNothing() {
        failHalfway(2);
        store.flush();
        assertEquals(List.of(), entities(store));
        assertEquals(List.of(), store.tables());
        store.put("after", VALUE);
        assertEquals(List.of("after"), entities(store));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idleTenantThatIsOpenedAgainGivesNoSequenceThatTheLogHas(boolean flushed) {
        store.put("before", VALUE);
        store.flush();
        failHalfway(1);
        if (flushed) {
            store.flush();
        }
        platform.configure(platform.configuration().with("tenants.max_open", "1"));
        store.close();
        try (TenantStore _ = platform.openOrCreate(TenantId.of("other"))) {
            Await.until("the idle tenant is closed", () -> platform.statistics().openTenants() == 1);
            store = platform.open(TENANT);
            store.put("after", VALUE);
        }
        StrictMemVfs cut = files.afterPowerCut(new Random(1));
        reopen(cut);
        assertEquals(List.of("after", "before"), entities(store));
    }

    @Test
    void writesAreRefusedWhileThereIsNoMemoryAndGoOnByThemselves() {
        store.put("before", VALUE);
        failHalfway(1);
        memtables.noNewMemtables = true;
        int made = memtables.made;
        for (int i = 0; i < 1_000; i++) {
            StorageException told = assertThrows(StorageException.class, () -> store.put("refused", VALUE));
            assertEquals(
                    "tenant 'tenant' refuses this write: an earlier one could not be completed in memory, and there is"
                            + " still no memory for a new memtable. Nothing that was acknowledged is lost; write again"
                            + " when there is memory",
                    told.getMessage());
        }
        assertEquals(made, memtables.made);
        assertEquals(1, store.statistics().memtables(), "nothing was sealed in vain");
        assertEquals(List.of("before"), entities(store));
        memtables.noNewMemtables = false;
        store.put("after", VALUE);
        assertEquals(List.of("after", "before"), entities(store));
    }

    @Test
    void memtableThatCannotBeSealedStaysAsItIs() {
        store.put("before", VALUE);
        memtables.noNewMemtables = true;
        for (int i = 0; i < 100; i++) {
            assertThrows(OutOfMemoryError.class, store::flush);
        }
        assertEquals(1, store.statistics().memtables(), "it was sealed more than once");
        memtables.noNewMemtables = false;
        memtables.cursors = 0;
        store.flush();
        assertEquals(1, memtables.cursors, "inputs of the flush");
        assertEquals(1, store.tables().size());
        assertEquals(List.of("before"), entities(store));
    }

    @Test
    void tablesOfALoadThatCouldNotBeShownComeWithTheNextWrite() {
        store.put("before", VALUE);
        store.put("gone", VALUE);
        store.delete("gone");
        try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
            load.add(House.bytes("gone"), VALUE).add(House.bytes("loaded"), VALUE);
            memtables.noNewMemtables = true;
            assertThrows(OutOfMemoryError.class, load::finish);
        }
        assertEquals(List.of("before"), entities(store));
        assertThrows(StorageException.class, () -> store.put("refused", VALUE));
        assertEquals(List.of("before"), entities(store));
        memtables.noNewMemtables = false;
        store.put("after", VALUE);
        List<String> all = List.of("after", "before", "gone", "loaded");
        assertEquals(all, entities(store));
        store.flush();
        reopen(files);
        assertEquals(all, entities(store));
    }

    @Test
    void loadThatIsClosedWithoutMemoryKeepsNoOtherFromBeginning() {
        BulkLoad load = store.bulkLoad(BulkLoadOptions.UNSORTED);
        load.add(House.bytes("gone"), VALUE);
        memtables.noNewMemtables = true;
        try {
            load.close();
        } catch (OutOfMemoryError e) {
            throw new AssertionError("the end of a load needs memory", e);
        }
        memtables.noNewMemtables = false;
        BulkLoads.load(store, BulkLoadOptions.UNSORTED, "loaded");
        assertEquals(List.of("loaded"), entities(store));
    }

    /** Two rows, and a range delete that would take the row "kept". */
    private void failHalfway(int applied) {
        WriteBatch batch = store.newBatch();
        batch.deleteRange(EntityId.of("k"), EntityId.of("l"));
        batch.put(EntityId.of("half-1").toByteArray(), VALUE);
        batch.put(EntityId.of("half-2").toByteArray(), VALUE);
        memtables.entriesUntilFailure = applied;
        assertThrows(OutOfMemoryError.class, () -> store.write(batch));
        memtables.entriesUntilFailure = -1;
    }

    private void reopen(StrictMemVfs directory) {
        platform.close();
        reopenAfter(directory);
    }

    private void reopenAfter(StrictMemVfs directory) {
        files = directory;
        open();
    }

    private static List<String> entities(ReadView view) {
        return House.entities(view, ScanRequest.all());
    }
}
