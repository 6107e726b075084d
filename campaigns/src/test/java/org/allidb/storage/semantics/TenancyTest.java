package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.semantics.House.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants: none sees, slows or fills another; errors name quotas clearly, and end when their reason ends. */
class TenancyTest {

    private static final TenantId OTHER = TenantId.of("other");
    private static final long MEBIBYTE = 1 << 20;

    @ParameterizedTest
    @EnumSource
    void sameEntityInTwoTenantsIsTwoEntities(Place place) {
        try (House house = new House();
                TenantStore other = house.platform().create(OTHER, TenantSettings.DEFAULTS)) {
            house.store().put("same", House.bytes("mine"));
            other.put("same", House.bytes("yours"));
            other.put("only yours", new byte[1]);
            if (place != Place.REPLAYED) {
                house.bringTo(place);
                other.compact();
                assertEquals("yours", House.text(other.get("same").orElseThrow()));
            } else {
                house.reopen();
                try (TenantStore again = house.platform().open(OTHER)) {
                    assertEquals("yours", House.text(again.get("same").orElseThrow()));
                }
            }
            assertEquals("mine", House.text(house.store().get("same").orElseThrow()));
            assertEquals(List.of("same"), House.entities(house.store(), ScanRequest.all()));
            house.store().deleteRange(EntityId.of("a"), EntityId.of("z"));
            house.store().compact();
            try (TenantStore again = house.platform().open(OTHER)) {
                assertEquals(List.of("only yours", "same"), House.entities(again, ScanRequest.all()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void droppedTenantIsGoneAndItsSuccessorIsEmpty(boolean dedicatedLog) {
        try (House house = new House()) {
            TenantStore old = house.platform().create(OTHER, TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog));
            old.put("a", new byte[1]);
            old.flush();
            old.put("b", new byte[1]);
            long generation = info(house).orElseThrow().generation();
            house.platform().drop(OTHER);
            assertEquals(Optional.empty(), info(house));
            String told = assertThrows(TenantUnknownException.class, () -> old.get("a"))
                    .getMessage();
            assertTrue(told.contains("tenant 'other' was dropped"), told);
            assertThrows(TenantUnknownException.class, () -> old.put("c", new byte[1]));
            assertThrows(TenantUnknownException.class, () -> house.platform().open(OTHER));
            try (TenantStore successor = house.platform().openOrCreate(OTHER)) {
                assertNotEquals(generation, info(house).orElseThrow().generation());
                assertEquals(List.of(), House.entities(successor, ScanRequest.all()));
                assertThrows(TenantUnknownException.class, () -> old.get("a"));
            }
            old.close();
            house.reopen();
            try (TenantStore successor = house.platform().open(OTHER)) {
                assertEquals(List.of(), House.entities(successor, ScanRequest.all()));
            }
        }
    }

    @Test
    void threadThatWroteKeepsNoClosedStoreInMemory() {
        try (House house = new House()) {
            WeakReference<TenantStore> closed = new WeakReference<>(writtenAndClosed(house));
            for (int i = 0; i < 100 && closed.get() != null; i++) {
                System.gc();
            }
            assertNull(closed.get());
        }
    }

    private static TenantStore writtenAndClosed(House house) {
        TenantStore store = house.platform().openOrCreate(TenantId.of("closed"));
        store.put("key", new byte[10]);
        store.close();
        return store;
    }

    @Test
    void tenantThatIsFullDoesNotKeepTheDirectoryClosed() {
        try (House house = new House()) {
            TenantId full = TenantId.of("full");
            house.store().put("other", new byte[10]);
            house.platform().close();
            byte[] large = new byte[300_000];
            for (int run = 0; run < 2; run++) {
                try (StoragePlatform platform =
                        house.builder().set("memtable.max_mb", 0.0625).open()) {
                    TenantStore store = run == 0
                            ? platform.create(full, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(50_000)))
                            : platform.open(full);
                    if (run == 0) {
                        store.put("large", large);
                        assertThrows(QuotaExceededException.class, () -> store.put("more", large));
                    }
                    assertArrayEquals(large, store.get("large").orElseThrow());
                    assertEquals(10, platform.open(House.TENANT).get("other").orElseThrow().length);
                    if (run == 1) {
                        platform.update(full, TenantSettings.DEFAULTS);
                        store.flush();
                    }
                }
            }
        }
    }

    @Test
    void suspendedTenantRefusesEverythingUntilItIsResumed() {
        try (House house = new House()) {
            house.store().put("a", new byte[1]);
            house.platform().suspend(House.TENANT);
            String told = assertThrows(
                            TenantSuspendedException.class, () -> house.store().get("a"))
                    .getMessage();
            assertEquals(
                    "tenant 'tenant' is suspended by a program; resume it (tenant-resume in the shell,"
                            + " StoragePlatform.resume) to use it",
                    told);
            assertThrows(TenantSuspendedException.class, () -> house.store().put("b", new byte[1]));
            assertThrows(TenantSuspendedException.class, () -> house.store().scan(ScanRequest.all()));
            assertThrows(TenantSuspendedException.class, () -> house.platform().open(House.TENANT));
            house.platform().resume(House.TENANT);
            assertTrue(house.store().get("a").isPresent());
        }
    }

    @Test
    void tenantSuspendedForWritesIsReadAndStaysSoOverARestart() {
        String told = "tenant 'tenant' is suspended by ticket 12; resume it (tenant-resume in the shell,"
                + " StoragePlatform.resume) to write to it; it can be read";
        try (House house = new House()) {
            house.store().put("a", new byte[1]);
            BulkLoad load = house.store().bulkLoad(BulkLoadOptions.UNSORTED);
            load.add(House.bytes("b"), new byte[1]);
            house.platform().suspend(House.TENANT, Suspension.Mode.READ_ONLY, "ticket 12");
            refuses(told, () -> house.store().put("b", new byte[1]));
            refuses(told, () -> house.store().delete("a"));
            refuses(told, () -> house.store().bulkLoad(BulkLoadOptions.UNSORTED));
            refuses(told, load::finish);
            load.close();
            house.reopen();
            assertTrue(house.store().get("a").isPresent());
            assertEquals(List.of("a"), House.entities(house.store(), ScanRequest.all()));
            house.store().flush();
            refuses(told, () -> house.store().put("b", new byte[1]));
            Suspension now = house.platform().tenants().getFirst().suspension().orElseThrow();
            assertEquals(Suspension.Mode.READ_ONLY, now.mode());
            assertEquals("ticket 12", now.by());
            house.platform().suspend(House.TENANT);
            assertThrows(
                    TenantSuspendedException.class, () -> house.store().get("a"), "the mode changes without a resume");
            house.platform().resume(House.TENANT);
            house.store().put("b", new byte[1]);
        }
    }

    private static void refuses(String told, Executable write) {
        assertEquals(told, assertThrows(TenantSuspendedException.class, write).getMessage());
    }

    @Test
    void usageIsKnownOfATenantThatIsNotOpened() {
        try (House house = new House()) {
            TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(50 * MEBIBYTE));
            house.platform().update(House.TENANT, settings);
            house.store().put("row", new byte[100_000]);
            house.store().flush();
            long bytes = house.platform().usage(House.TENANT).diskBytes();
            assertTrue(bytes > 100_000, bytes + " bytes");
            assertEquals(bytes, house.store().statistics().usage().diskBytes());
            house.store().close();
            house.platform().close();
            for (boolean readOnly : List.of(false, true)) {
                try (StoragePlatform again = readOnly
                        ? house.builder().openReadOnly()
                        : house.builder().open()) {
                    assertEquals(bytes, again.usage(House.TENANT).diskBytes());
                    assertEquals(50 * MEBIBYTE, again.usage(House.TENANT).diskLimitBytes());
                    assertFalse(again.tenants().getFirst().open());
                    assertThrows(TenantUnknownException.class, () -> again.usage(OTHER));
                }
            }
        }
    }

    @Test
    void tenantThatExistsIsNotCreatedAgain() {
        try (House house = new House()) {
            String told = assertThrows(
                            TenantExistsException.class,
                            () -> house.platform().create(House.TENANT, TenantSettings.DEFAULTS))
                    .getMessage();
            assertEquals("tenant 'tenant' exists already; open it, or choose another id", told);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "-a",
                "_a",
                "a b",
                "a/b",
                "..",
                "ä",
                "a.b",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"
            })
    void idsThatCouldNameAnotherDirectoryAreRefused(String id) {
        assertThrows(InvalidArgumentException.class, () -> TenantId.of(id));
    }

    @Test
    void fullTenantIsToldMayDeleteAndGoesOn() {
        try (House house = new House();
                TenantStore small =
                        house.platform().create(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(4 * MEBIBYTE)))) {
            List<String> written = new ArrayList<>();
            QuotaExceededException told = assertThrows(QuotaExceededException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    small.put("key" + i, new byte[20_000]);
                    written.add("key" + i);
                }
            });
            assertEquals(OTHER, told.tenant());
            assertTrue(
                    told.getMessage().matches("tenant 'other' uses .* of its disk quota of 4\\.00 MiB; .*"),
                    told.getMessage());
            assertTrue(written.size() > 150, "refused at once: " + written.size());
            house.store().put("the neighbour", new byte[100_000]);
            written.forEach(key -> assertTrue(small.get(key).isPresent(), key));
            written.forEach(key -> small.delete(House.bytes(key)));
            small.compact();
            small.put("again", new byte[20_000]);
            assertEquals(List.of("again"), House.entities(small, ScanRequest.all()));
        }
    }

    @Test
    void raisedQuotaIsInForceAtOnce() {
        try (House house = new House();
                TenantStore small =
                        house.platform().create(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(MEBIBYTE)))) {
            assertThrows(QuotaExceededException.class, () -> fill(small));
            house.platform().update(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(100 * MEBIBYTE)));
            fill(small);
            house.reopen();
            assertEquals(
                    100 * MEBIBYTE, info(house).orElseThrow().settings().quota().diskBytes());
        }
    }

    @Test
    void rowThatIsTooLargeIsRefusedAndNothingOfItsBatchIsWritten() {
        try (House house = new House();
                TenantStore small = house.platform()
                        .create(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withMaxRowBytes(1_000)))) {
            String told = assertThrows(
                            RuntimeException.class,
                            () -> small.write(small.newBatch()
                                    .put(House.bytes("fits"), new byte[100])
                                    .put(House.bytes("does not"), new byte[1_001])))
                    .getMessage();
            assertTrue(told.contains("1000") || told.contains("1,000"), told);
            assertEquals(List.of(), House.entities(small, ScanRequest.all()));
        }
    }

    @Test
    void cursorsAndSnapshotsAreCountedAndGivenBack() {
        try (House house = new House();
                TenantStore small = house.platform()
                        .create(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withHandles(2, 1)))) {
            Cursor first = small.scan(ScanRequest.all());
            Cursor second = small.scan(ScanRequest.all());
            String told = assertThrows(QuotaExceededException.class, () -> small.scan(ScanRequest.all()))
                    .getMessage();
            assertEquals("tenant 'other' has 2 open cursors already; close some, or raise the quota", told);
            first.close();
            first.close();
            small.scan(ScanRequest.all()).close();
            second.close();
            Snapshot snapshot = small.snapshot();
            assertThrows(QuotaExceededException.class, small::snapshot);
            snapshot.close();
            small.snapshot().close();
            assertEquals(0, small.statistics().usage().openCursors());
        }
    }

    @Test
    void rateQuotaRefusesWhatWouldWaitTooLong() {
        try (House house = new House();
                TenantStore slow = house.platform()
                        .create(OTHER, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withRates(10, 0)))) {
            String told = assertThrows(QuotaExceededException.class, () -> {
                        for (int i = 0; i < 1_000; i++) {
                            slow.write(slow.newBatch()
                                    .put(House.bytes("a"), new byte[1])
                                    .put(House.bytes("b"), new byte[1])
                                    .put(House.bytes("c"), new byte[1])
                                    .put(House.bytes("d"), new byte[1])
                                    .put(House.bytes("e"), new byte[1])
                                    .put(House.bytes("f"), new byte[1])
                                    .put(House.bytes("g"), new byte[1])
                                    .put(House.bytes("h"), new byte[1])
                                    .put(House.bytes("i"), new byte[1])
                                    .put(House.bytes("j"), new byte[1])
                                    .put(House.bytes("k"), new byte[1])
                                    .put(House.bytes("l"), new byte[1]));
                        }
                    })
                    .getMessage();
            assertTrue(told.contains("is over its 10 rows a second"), told);
            house.store().put("the neighbour", new byte[1]);
        }
    }

    @Test
    void declaredVectorDimensionIsEnforced() {
        try (House house = new House();
                TenantStore typed = house.platform()
                        .create(OTHER, TenantSettings.DEFAULTS.withVectorDimensions(Map.of("body", 3)))) {
            typed.put(VectorRow.of(EntityId.of("a"), "body", 1, 2, 3));
            typed.put(VectorRow.of(EntityId.of("a"), "free", 1));
            String told = assertThrows(
                            InvalidArgumentException.class,
                            () -> typed.put(VectorRow.of(EntityId.of("b"), "body", 1, 2)))
                    .getMessage();
            assertTrue(told.contains("'body'") && told.contains("3"), told);
        }
    }

    @Test
    void batchOfAnotherTenantIsRefused() {
        try (House house = new House();
                TenantStore other = house.platform().create(OTHER, TenantSettings.DEFAULTS)) {
            String told = assertThrows(
                            InvalidArgumentException.class,
                            () -> other.write(house.store().newBatch().put(House.bytes("a"), new byte[1])))
                    .getMessage();
            assertEquals("this batch was not made by newBatch() of tenant 'other'", told);
        }
    }

    private static void fill(TenantStore store) {
        for (int i = 0; i < 200; i++) {
            store.put("key" + i, new byte[20_000]);
        }
    }

    private static Optional<TenantInfo> info(House house) {
        return house.platform().tenants().stream()
                .filter(tenant -> tenant.id().equals(OTHER))
                .findFirst();
    }
}
