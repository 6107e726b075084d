package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk load that does not come to its end leaves nothing. What is replaced or reopened meanwhile takes nothing from one that does. */
class BulkLoadLifeTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadThatIsClosedLeavesNothing(boolean sorted) {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("a", BulkLoads.OLD);
            store.flush();
            long before = store.statistics().usage().diskBytes();
            try (BulkLoad load = store.bulkLoad(BulkLoads.options(sorted))) {
                for (int i = 0; i < 3_000; i++) {
                    load.add(House.bytes("k%06d".formatted(i)), new byte[1_000]);
                }
                assertTrue(store.statistics().usage().diskBytes() > before);
            }
            assertEquals(before, store.statistics().usage().diskBytes());
            assertEquals(List.of("a"), House.entities(store, ScanRequest.all()));
            BulkLoads.load(store, BulkLoadOptions.SORTED, "b");
            assertEquals(List.of("a", "b"), House.entities(store, ScanRequest.all()));
        }
    }

    @Test
    void fullQuotaEndsTheLoadAndGivesTheSpaceBack() {
        try (House house = new House()) {
            TenantStore store = house.store();
            store.put("a", BulkLoads.OLD);
            store.flush();
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1 << 20)));
            long before = store.statistics().usage().diskBytes();
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                assertThrows(QuotaExceededException.class, () -> {
                    for (int i = 0; i < 3_000; i++) {
                        load.add(House.bytes("k%06d".formatted(i)), new byte[1_000]);
                    }
                });
            }
            assertEquals(before, store.statistics().usage().diskBytes());
            assertEquals(List.of("a"), House.entities(store, ScanRequest.all()));
            store.put("b", BulkLoads.NEW);
        }
    }

    @Test
    void suspendedTenantRefusesRowsAndTheLoadGoesOnAfterwards() {
        try (House house = new House();
                BulkLoad load = house.store().bulkLoad(BulkLoadOptions.SORTED)) {
            load.add(House.bytes("a"), BulkLoads.LOADED);
            house.platform().suspend(House.TENANT);
            assertThrows(TenantSuspendedException.class, load::finish);
            house.platform().resume(House.TENANT);
            load.finish();
            assertEquals("loaded", BulkLoads.value(house.store(), "a"));
        }
    }

    @Test
    void tenantHasOneLoadAtATime() {
        try (House house = new House()) {
            TenantStore store = house.store();
            try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
                load.add(House.bytes("a"), BulkLoads.LOADED);
                InvalidArgumentException refusal =
                        assertThrows(InvalidArgumentException.class, () -> store.bulkLoad(BulkLoadOptions.SORTED));
                assertTrue(refusal.getMessage().contains("under way"), refusal.getMessage());
                load.finish();
                assertThrows(StoreClosedException.class, load::finish);
                assertThrows(StoreClosedException.class, () -> load.add(House.bytes("b"), BulkLoads.LOADED));
                BulkLoads.load(store, BulkLoadOptions.SORTED, "b");
            }
        }
    }

    @Test
    void droppedTenantEndsTheLoad() {
        try (House house = new House()) {
            try (BulkLoad load = house.store().bulkLoad(BulkLoadOptions.SORTED)) {
                for (int i = 0; i < 1_000; i++) {
                    load.add(House.bytes("k%06d".formatted(i)), new byte[1_000]);
                }
                house.platform().drop(House.TENANT);
                assertThrows(TenantUnknownException.class, load::finish);
            }
            try (TenantStore again = house.platform().openOrCreate(House.TENANT)) {
                assertEquals(List.of(), House.entities(again, ScanRequest.all()));
                BulkLoads.load(again, BulkLoadOptions.SORTED, "a");
            }
        }
    }

    @Test
    void closedPlatformEndsTheLoadAndLeavesNoFile() {
        try (House house = new House()) {
            house.store().put("a", BulkLoads.OLD);
            house.store().flush();
            long before = house.store().statistics().usage().diskBytes();
            BulkLoad load = house.store().bulkLoad(BulkLoadOptions.SORTED);
            for (int i = 0; i < 1_000; i++) {
                load.add(House.bytes("k%06d".formatted(i)), new byte[1_000]);
            }
            house.reopen();
            assertThrows(StorageException.class, load::finish);
            load.close();
            assertEquals(before, house.store().statistics().usage().diskBytes());
            assertEquals(List.of("a"), House.entities(house.store(), ScanRequest.all()));
        }
    }

    @Test
    void partsThatAreReplacedMeanwhileChangeNothing() {
        try (House house = new House()) {
            TenantStore store = house.store();
            try (BulkLoad load = store.bulkLoad(BulkLoads.options(false))) {
                for (int i = 0; i < 3_000; i++) {
                    load.add(House.bytes("k%06d".formatted(3_000 - i)), new byte[1_000]);
                    if (i == 1_500) {
                        house.platform()
                                .configure(house.platform().configuration().with("sstable.codec", "lz4"));
                    }
                }
                load.finish();
            }
            assertEquals(3_000, House.entities(store, ScanRequest.all()).size());
        }
    }

    @Test
    void loadsFollowEachOtherWhileRowsAreInTheLogAlone() {
        try (House house = new House()) {
            for (int i = 0; i < 5; i++) {
                house.store().put("w" + i, BulkLoads.NEW);
                BulkLoads.load(house.store(), BulkLoadOptions.SORTED, "l" + i);
                assertFalse(house.store().tables().isEmpty());
                if (i % 2 == 1) {
                    house.reopen();
                }
            }
            house.reopen();
            assertEquals(
                    List.of("l0", "l1", "l2", "l3", "l4", "w0", "w1", "w2", "w3", "w4"),
                    House.entities(house.store(), ScanRequest.all()));
        }
    }

    @Test
    void tablesMemtablesAndMergesMayBeReplacedMeanwhile() {
        try (House house = new House();
                BulkLoad unsorted = house.store().bulkLoad(BulkLoads.options(false))) {
            for (int i = 0; i < 3_000; i++) {
                unsorted.add(House.bytes("k%06d".formatted(3_000 - i)), new byte[1_000]);
                if (i == 1_500) {
                    replaceParts(house.platform());
                }
            }
            unsorted.finish();
            try (BulkLoad sorted = house.store().bulkLoad(BulkLoadOptions.SORTED)) {
                for (int i = 0; i < 3_000; i++) {
                    sorted.add(House.bytes("l%06d".formatted(i)), new byte[1_000]);
                    if (i == 1_500) {
                        replaceParts(house.platform());
                    }
                }
                sorted.finish();
            }
            assertEquals(6_000, House.entities(house.store(), ScanRequest.all()).size());
        }
    }

    @Test
    void logMayBeReplacedMeanwhile() {
        try (House house = new House()) {
            house.store().put("before", BulkLoads.OLD);
            try (BulkLoad load = house.store().bulkLoad(BulkLoadOptions.SORTED)) {
                load.add(House.bytes("loaded"), BulkLoads.LOADED);
                house.platform().components().install(another(WriteAheadLogProvider.class, "segmented"));
                house.store().put("meanwhile", BulkLoads.NEW);
                load.finish();
            }
            house.store().put("after", BulkLoads.NEW);
            house.reopen();
            assertEquals(
                    List.of("after", "before", "loaded", "meanwhile"),
                    House.entities(house.store(), ScanRequest.all()));
        }
    }

    private static void replaceParts(StoragePlatform platform) {
        platform.components().install(another(TableFormatProvider.class, "block"));
        platform.components().install(another(MemtableProvider.class, "btree"));
        platform.components().install(another(MergeExecutor.class, "stream"));
    }

    /** Returns another object under the name of a built-in part, which does the work. */
    private static <P extends Provider> P another(Class<P> type, String name) {
        P builtIn = ServiceLoader.load(type).stream()
                .map(ServiceLoader.Provider::get)
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> method.invoke(builtIn, arguments)));
    }
}
