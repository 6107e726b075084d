package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class QuotaAccessTest {

    private static final TenantOptions NO_WAITING = Options.make(TenantOptions.class, Map.of("max_wait_ms", "0"));

    private final StrictMemVfs device = new StrictMemVfs();
    private final ManualClock clock = new ManualClock();
    private final List<String> events = new ArrayList<>();
    private QuotaPolicy policy = new LadderPolicy();

    @Test
    void insertsEndBeforeDeletesAndDeletesBeforeMaintenance() throws IOException {
        QuotaAccess access = access(Quota.ofDisk(10_000));
        file(access.maintenanceFiles(), "f", 9_500);
        QuotaExceededException noInserts = refused(() -> access.admitWrite(1, 1, true));
        assertEquals(
                "tenant 'acme' uses 9.28 KiB of its disk quota of 9.77 KiB; deletes are still accepted; delete rows and"
                        + " compact, or raise the quota",
                noInserts.getMessage());
        assertFigures(noInserts, "disk_bytes", 10_000, 9_500);
        access.admitWrite(1, 1, false);
        file(access.maintenanceFiles(), "g", 5_500);
        QuotaExceededException noWrites = refused(() -> access.admitWrite(1, 1, false));
        assertEquals(
                "tenant 'acme' uses 14.6 KiB of its disk quota of 9.77 KiB; its deletes have used the 14.6 KiB that"
                        + " they may lead to; compact, or wait for merges, and delete on, or raise the quota",
                noWrites.getMessage());
        file(access.maintenanceFiles(), "h", 10_000);
        assertThrows(NoSpaceException.class, () -> file(access.maintenanceFiles(), "i", 1));
        access.admitRead(1);
        access.maintenanceFiles().delete("f");
        access.maintenanceFiles().delete("h");
        access.admitWrite(1, 1, true);
    }

    @Test
    void lastStepRefusesReadsTooAndEndsByItself() throws IOException {
        TenantOptions options = Options.make(TenantOptions.class, Map.of("suspend_percent", "180"));
        QuotaAccess access = access(Quota.ofDisk(10_000), clock, options);
        access.admitWrite(1, 1, true);
        file(access.maintenanceFiles(), "f", 8_000);
        file(access.maintenanceFiles(), "g", 10_000);
        QuotaExceededException read = refused(() -> access.admitRead(1));
        assertEquals(
                "tenant 'acme' uses 17.6 KiB of its disk quota of 9.77 KiB; reads are refused, too, until it uses less;"
                        + " raise the quota",
                read.getMessage());
        assertFigures(read, "disk_bytes", 10_000, 18_000);
        assertEquals(
                read.getMessage(), refused(() -> access.admitWrite(1, 1, false)).getMessage());
        // what frees space is no read of rows
        access.admitRead(0);
        access.maintenanceFiles().delete("g");
        access.admitRead(1);
        access.admitWrite(1, 1, true);
        assertEquals(2, access.usage().refused());
    }

    @Test
    void anotherPolicyDecidesAtOnceByWhatWasCountedBefore() throws IOException {
        QuotaAccess access = access(Quota.ofDisk(10_000).withRates(10, 0), clock, NO_WAITING);
        file(access.files(), "f", 5_000);
        access.admitWrite(1, 1, true);
        policy = new LadderPolicy() {
            @Override
            public Step step(Step before, QuotaUse disk) {
                return disk.used() < 5_000 ? Step.FREE : Step.NO_WRITES;
            }

            @Override
            public long longestWaitMillis(QuotaUse rate) {
                return rate.quota().equals("ops_per_second") ? Long.MAX_VALUE : 0;
            }
        };
        access.policyChanged();
        refused(() -> access.admitWrite(1, 1, false));
        assertEquals(5_000, access.usage().diskBytes());
        access.admitRead(9);
        Thread.currentThread().interrupt();
        assertTrue(
                refused(() -> access.admitRead(1)).getMessage().contains("was waiting"),
                "the policy lets it wait, and an interrupt ends that");
        assertTrue(Thread.interrupted());
    }

    @Test
    void softLimitsOfCursorsAndSnapshotsAreTold() {
        QuotaAccess access = access(Quota.NONE.withHandles(10, 5));
        for (int i = 0; i < 8; i++) {
            access.cursorOpened();
        }
        for (int i = 0; i < 4; i++) {
            access.snapshotOpened();
        }
        access.cursorClosed();
        access.snapshotClosed();
        assertEquals(4, events.size(), events::toString);
        assertTrue(events.get(0).contains("8 of 10 open cursors"), events::toString);
        assertTrue(events.get(1).contains("4 of 5 open snapshots"), events::toString);
        assertTrue(events.get(2).contains("7 of 10 open cursors: well within"), events::toString);
        assertTrue(events.get(3).contains("3 of 5 open snapshots: well within"), events::toString);
    }

    @Test
    void whatIsNotFlushedYetCountsTowardTheDiskQuota() {
        QuotaAccess access = access(Quota.ofDisk(10_000));
        access.bufferBytes(9_500);
        assertFigures(refused(() -> access.admitWrite(1, 1, true)), "disk_bytes", 10_000, 9_500);
        assertEquals(9_500, access.usage().bufferBytes());
        access.bufferBytes(0);
        access.admitWrite(1, 1, true);
    }

    @Test
    void callersFilesEndAtTheQuotaAndMaintenanceFilesAtTheHeadroom() throws IOException {
        QuotaAccess access = access(Quota.ofDisk(1_000));
        file(access.files(), "f", 1_000);
        assertThrows(NoSpaceException.class, () -> file(access.files(), "g", 1));
        file(access.maintenanceFiles(), "h", 1_500);
        assertThrows(NoSpaceException.class, () -> file(access.maintenanceFiles(), "i", 1));
        access.reconfigure(Options.make(TenantOptions.class, Map.of("headroom_percent", "200")));
        file(access.maintenanceFiles(), "j", 1_500);
        assertEquals(4_000, access.usage().diskBytes());
    }

    @Test
    void theConfiguredDiskQuotaHoldsForTenantsWithoutOne() throws IOException {
        QuotaAccess access = access(Quota.NONE);
        assertEquals(0, access.usage().diskLimitBytes());
        access.admitWrite(1, 1, true);
        file(access.files(), "f", 4 << 20);
        access.reconfigure(Options.make(TenantOptions.class, Map.of("default_disk_mb", "2")));
        assertEquals(2 << 20, access.usage().diskLimitBytes());
        assertEquals(
                "tenant 'acme' uses 4.00 MiB of its disk quota of 2.00 MiB; deletes are still accepted; delete rows and"
                        + " compact, or raise the quota",
                refused(() -> access.admitWrite(1, 1, true)).getMessage());
        access.admitWrite(1, 1, false);
        QuotaAccess other = access(Quota.ofDisk(9 << 20));
        other.reconfigure(Options.make(TenantOptions.class, Map.of("default_disk_mb", "2")));
        other.admitWrite(1, 1, true);
    }

    @Test
    void insertsWaitForTheFlushWhenTheBufferIsTwiceItsQuota() {
        QuotaAccess access = access(Quota.NONE.withWriteBufferBytes(1_024));
        access.bufferBytes(2_048);
        access.admitWrite(1, 1, true);
        access.bufferBytes(2_049);
        QuotaExceededException refused = refused(() -> access.admitWrite(1, 1, true));
        assertEquals(
                "tenant 'acme' has 2.00 KiB in memory that are not flushed yet, its write buffer quota is 1.00 KiB;"
                        + " wait for"
                        + " the flush, or raise the quota",
                refused.getMessage());
        assertFigures(refused, "write_buffer_bytes", 1_024, 2_049);
        QuotaAccess unlimited = access(Quota.NONE.withWriteBufferBytes(Long.MAX_VALUE));
        unlimited.bufferBytes(1);
        unlimited.admitWrite(1, 1, true);
        access.admitWrite(1, 1, false);
    }

    @Test
    void ratesAreRefusedWithTheTimeToWait() {
        QuotaAccess access = access(Quota.NONE.withRates(10, 1_000), clock, NO_WAITING);
        access.admitWrite(5, 1_000, true);
        access.admitRead(5);
        QuotaExceededException operations = refused(() -> access.admitRead(1));
        assertEquals(
                "tenant 'acme' is over its 10 rows a second and would have to wait 100 ms; try again later, or"
                        + " raise the"
                        + " quota",
                operations.getMessage());
        assertFigures(operations, "ops_per_second", 10, 1);
        clock.advanceMillis(100);
        QuotaExceededException bytes = refused(() -> access.admitWrite(1, 600, true));
        assertEquals(
                "tenant 'acme' is over its 1000 bytes a second and would have to wait 500 ms; try again later, or"
                        + " raise the"
                        + " quota",
                bytes.getMessage());
        assertFigures(bytes, "bytes_per_second", 1_000, 600);
    }

    @Test
    void bytesReadArePaidByTheNextRead() {
        QuotaAccess access = access(Quota.NONE.withBytesReadPerSecond(1_000), clock, NO_WAITING);
        assertTrue(access.countsBytesRead());
        access.admitRead(1);
        access.bytesRead(1_500);
        QuotaExceededException refused = refused(() -> access.admitRead(1));
        assertEquals(
                "tenant 'acme' is over its 1000 bytes read a second and would have to wait 500 ms; try again later, or"
                        + " raise the quota",
                refused.getMessage());
        assertFigures(refused, "bytes_read_per_second", 1_000, 1_500);
        assertFigures(refused(access::admitBytesRead), "bytes_read_per_second", 1_000, 1_500);
        access.admitRead(0);
        access.admitWrite(1, 5_000, true);
        clock.advanceMillis(500);
        access.admitBytesRead();
        access.admitRead(1);
        assertEquals(2, access.usage().rowsRead());
        assertFalse(access(Quota.NONE).countsBytesRead());
    }

    @Test
    void softLimitsOfRatesAreToldAtMostOnceAMinute() {
        QuotaAccess access = access(Quota.NONE.withRates(100, 1_000).withBytesReadPerSecond(1_000), clock, NO_WAITING);
        access.admitRead(79);
        clock.advanceMillis(100);
        access.admitRead(10);
        assertEquals(List.of(), events, "79 of 100 are left, and a tenth of a second has done 10 of them");
        clock.advanceMillis(100);
        access.admitRead(19);
        assertEquals(List.of("tenant 'acme' takes 88 of 100 rows a second: the quota is nearly used up"), events);
        for (int tenth = 0; tenth < 400; tenth++) {
            clock.advanceMillis(100);
            access.admitRead(10);
        }
        assertEquals(1, events.size(), events::toString);
        clock.advanceMillis(900);
        access.admitRead(1);
        assertEquals("tenant 'acme' takes 1 of 100 rows a second: well within the quota again", events.get(1));
        access.admitWrite(1, 900, true);
        assertEquals("tenant 'acme' takes 900 of 1000 bytes a second: the quota is nearly used up", events.get(2));
        access.bytesRead(990);
        clock.advanceMillis(100);
        access.admitBytesRead();
        assertEquals("tenant 'acme' takes 890 of 1000 bytes read a second: the quota is nearly used up", events.get(3));
    }

    @Test
    void rowsInMemoryAreToldBeforeInsertsAreRefused() {
        QuotaAccess access = access(Quota.NONE.withWriteBufferBytes(1_000));
        access.bufferBytes(1_000);
        assertEquals(List.of(), events, "a memtable is filling");
        access.bufferBytes(1_600);
        access.admitWrite(1, 1, true);
        access.bufferBytes(10);
        assertEquals(
                List.of(
                        "tenant 'acme' has 1600 of 2000 bytes in memory that are not flushed yet: the quota is nearly"
                                + " used up",
                        "tenant 'acme' has 10 of 2000 bytes in memory that are not flushed yet: well within the quota"
                                + " again"),
                events);
    }

    @Test
    void aShortWaitIsWaited() {
        long[] now = new long[1];
        StorageClock running = new StorageClock() {
            @Override
            public long wallMicros() {
                return 0;
            }

            @Override
            public long nanoTime() {
                return now[0] += 1_000;
            }
        };
        QuotaAccess access = access(Quota.NONE.withRates(1_000_000, 0), running, TenantOptions.DEFAULTS);
        access.admitRead(1_000_000);
        long before = now[0];
        access.admitRead(100);
        assertTrue(now[0] - before >= 90_000, "waited " + (now[0] - before) + " ns");
        assertEquals(1_000_100, access.usage().rowsRead());
    }

    @Test
    void anInterruptEndsAWaitAndIsKept() {
        QuotaAccess access = access(Quota.NONE.withRates(10, 0));
        access.admitRead(10);
        Thread.currentThread().interrupt();
        try {
            assertEquals(
                    "tenant 'acme' was waiting for its rows a second when the thread was interrupted",
                    refused(() -> access.admitRead(1)).getMessage());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void cursorsAndSnapshotsHaveLimits() {
        QuotaAccess access = access(Quota.NONE.withHandles(2, 1));
        access.cursorOpened();
        access.cursorOpened();
        QuotaExceededException cursors = refused(access::cursorOpened);
        assertEquals("tenant 'acme' has 2 open cursors already; close some, or raise the quota", cursors.getMessage());
        assertFigures(cursors, "max_cursors", 2, 2);
        access.snapshotOpened();
        QuotaExceededException snapshots = refused(access::snapshotOpened);
        assertEquals(
                "tenant 'acme' has 1 open snapshots already; close some, or raise the quota", snapshots.getMessage());
        assertFigures(snapshots, "max_snapshots", 1, 1);
        access.cursorClosed();
        access.snapshotClosed();
        access.cursorOpened();
        access.snapshotOpened();
        assertEquals(2, access.usage().openCursors());
        assertEquals(1, access.usage().openSnapshots());
    }

    @Test
    void withoutQuotasNothingIsRefused() throws IOException {
        QuotaAccess access = access(Quota.NONE);
        file(access.files(), "f", 1 << 20);
        access.bufferBytes(1L << 40);
        assertDoesNotThrow(() -> {
            for (int i = 0; i < 1_000; i++) {
                access.admitWrite(1_000, 1L << 30, true);
                access.admitRead(1_000);
                access.cursorOpened();
                access.snapshotOpened();
            }
        });
        assertEquals(0, access.usage().refused());
    }

    @Test
    void usageAddsUpWhatWasAdmittedAndCountsRefusals() {
        QuotaAccess access = access(Quota.NONE.withHandles(1, 0));
        access.admitWrite(3, 100, true);
        access.admitWrite(2, 20, false);
        access.admitRead(7);
        access.cursorOpened();
        refused(access::cursorOpened);
        assertEquals(5, access.usage().rowsWritten());
        assertEquals(120, access.usage().bytesWritten());
        assertEquals(7, access.usage().rowsRead());
        assertEquals(1, access.usage().openCursors());
        assertEquals(1, access.usage().refused());
    }

    /** Every way to be refused, next to another tenant: no text and no event of one names the other. */
    @Test
    void messagesNameTheirOwnTenantOnly() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String id : List.of("acme", "zeta")) {
            QuotaAccess access = access(
                    id,
                    Quota.NONE
                            .withDiskBytes(10_000)
                            .withWriteBufferBytes(100)
                            .withRates(10, 1_000)
                            .withHandles(1, 1),
                    clock,
                    NO_WAITING);
            access.bufferBytes(201);
            texts.add(refused(() -> access.admitWrite(1, 1, true)).getMessage());
            access.bufferBytes(0);
            texts.add(refused(() -> {
                        access.admitRead(10);
                        access.admitRead(1);
                    })
                    .getMessage());
            access.cursorOpened();
            texts.add(refused(access::cursorOpened).getMessage());
            access.snapshotOpened();
            texts.add(refused(access::snapshotOpened).getMessage());
            file(access.maintenanceFiles(), id, 9_999);
            texts.add(refused(() -> access.admitWrite(1, 1, true)).getMessage());
            texts.add(assertThrows(NoSpaceException.class, () -> file(access.files(), id + "2", 2))
                    .getMessage());
            texts.addAll(events);
            for (String text : texts) {
                assertTrue(text.contains("'" + id + "'"), text);
                assertFalse(text.contains(id.equals("acme") ? "zeta" : "acme"), text);
            }
            texts.clear();
            events.clear();
        }
    }

    private QuotaAccess access(Quota quota) {
        return access(quota, clock, TenantOptions.DEFAULTS);
    }

    private QuotaAccess access(Quota quota, StorageClock time, TenantOptions options) {
        return access("acme", quota, time, options);
    }

    private QuotaAccess access(String id, Quota quota, StorageClock time, TenantOptions options) {
        TenantDescriptor tenant = TenantDescriptor.of(TenantId.of(id), 1, TenantSettings.DEFAULTS.withQuota(quota), 0);
        return new QuotaAccess(
                tenant,
                new MeasuredDirectory(device, 0),
                options,
                new GuardServices(time, (type, whose, message, figures) -> events.add(message), () -> policy),
                closed -> {});
    }

    private static QuotaExceededException refused(Executable call) {
        return assertThrows(QuotaExceededException.class, call);
    }

    private static void assertFigures(QuotaExceededException refused, String quota, long limit, long usage) {
        assertEquals(TenantId.of("acme"), refused.tenant());
        assertEquals(quota, refused.quota());
        assertEquals(limit, refused.limit());
        assertEquals(usage, refused.usage());
    }

    private static void file(Vfs files, String name, int length) throws IOException {
        try (VfsFile file = files.create(name)) {
            file.write(0, new byte[length], 0, length);
        }
    }
}
