package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * A tenant that uses more than its quota comes back by what it can do itself, which is to delete, and by time. What deletes may take
 * meanwhile ends.
 */
class QuotaWayBackTest {

    private static final int ROWS = 150;

    private static final int VALUE_BYTES = 40_000;
    private static final long ALL_BYTES = 6L << 20;

    /** Sees no reason to merge. */
    private static final class Lazy implements CompactionStrategy {

        @Override
        public String name() {
            return "lazy";
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return Optional.empty();
        }
    }

    private static House house() {
        return new House(
                (operation, name) -> {}, Map.of("tenants.max_wait_ms", 0, "compaction.strategy", "lazy"), new Lazy());
    }

    /** Has merges run by themselves, at the pace of the clock. */
    private static void allowMerges(House house) {
        house.platform().configure(house.platform().configuration().with("compaction.enabled", "true"));
    }

    private static void setQuota(House house, long bytes) {
        house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(bytes)));
    }

    private static void fill(House house) {
        for (int row = 0; row < ROWS; row++) {
            house.store().put(House.bytes("row" + row), new byte[VALUE_BYTES], WriteOptions.BUFFERED);
        }
        house.store().flush();
    }

    private static long used(House house) {
        return house.platform().usage(House.TENANT).diskBytes();
    }

    /** Deletes rows one by one and waits where that is refused, as a tenant can. */
    private static void deleteAll(House house, int rows) {
        for (int row = 0; row < rows; row++) {
            byte[] entity = House.bytes("row" + row);
            Await.until(
                    "the delete of row " + row,
                    () -> isDone(house, () -> house.store().delete(entity, WriteOptions.BUFFERED)));
        }
    }

    /** Returns whether a write was taken; lets time pass otherwise. */
    private static boolean isDone(House house, Runnable write) {
        try {
            write.run();
            return true;
        } catch (QuotaExceededException e) {
            assertEquals("disk_bytes", e.quota());
            house.clock().advanceMillis(10_000);
            return false;
        }
    }

    private static void awaitInsert(House house) {
        Await.until("the first insert", () -> isDone(house, () -> house.store().put("new", new byte[1])));
    }

    /** Deletes rows that are not there until that is refused, and returns the most bytes that were used. */
    private static long deleteUntilRefused(House house, IntFunction<String> entity) {
        long most = 0;
        for (int row = 0; ; row++) {
            try {
                house.store().delete(House.bytes(entity.apply(row)), WriteOptions.BUFFERED);
                most = Math.max(most, used(house));
                assertTrue(row < 1_000_000, "deletes go on without end");
            } catch (QuotaExceededException e) {
                assertEquals("disk_bytes", e.quota());
                return most;
            }
        }
    }

    @Test
    void tenantWhoseQuotaIsLoweredToATenthDeletesAllAndInsertsAgain() {
        try (House house = house()) {
            fill(house);
            allowMerges(house);
            assertTrue(used(house) > ALL_BYTES * 9 / 10, used(house) + " bytes");
            setQuota(house, ALL_BYTES / 10);
            assertThrows(QuotaExceededException.class, () -> house.store().put("new", new byte[1]));
            deleteAll(house, ROWS);
            awaitInsert(house);
            assertEquals(List.of("new"), House.entities(house.store(), ScanRequest.all()));
            assertTrue(used(house) < ALL_BYTES / 10, used(house) + " bytes");
        }
    }

    @Test
    void deletesOfRowsThatAreNotThereEndAndTimeBringsTheTenantBack() {
        try (House house = house()) {
            fill(house);
            allowMerges(house);
            setQuota(house, used(house));
            long most = deleteUntilRefused(house, row -> "none" + row);
            assertTrue(most < used(house) * 16 / 10, most + " bytes");
            assertThrows(QuotaExceededException.class, () -> house.store().put("new", new byte[1]));
            // merges drop tombstones that delete nothing, and need room for all rows meanwhile
            Await.until(
                    "deletes that are taken again",
                    () -> isDone(house, () -> house.store().delete("row0")));
            deleteAll(house, ROWS);
            awaitInsert(house);
        }
    }

    @Test
    void tenantThatIsOpenedAgainAndAgainHasOneAllowance() {
        try (House house = house()) {
            fill(house);
            long filled = used(house);
            setQuota(house, ALL_BYTES / 10);
            for (int round = 0; round < 4; round++) {
                int number = round;
                long most = deleteUntilRefused(house, row -> "none" + number + "-" + row);
                assertTrue(most < filled * 16 / 10, "in round " + round + ": " + most + " bytes after " + filled);
                house.reopen();
            }
        }
    }
}
