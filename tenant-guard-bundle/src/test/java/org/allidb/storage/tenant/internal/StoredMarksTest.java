package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Random;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

/** From which use on a tenant may delete is known after it was closed, and after a power cut. */
class StoredMarksTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final StrictMemVfs device = new StrictMemVfs();
    private TenantGuard guard = open(device);

    private static TenantGuard open(Vfs files) {
        try {
            return QuotaGuard.open(
                    files,
                    TenantOptions.DEFAULTS,
                    new TestRuntime(new ManualClock()),
                    (type, tenant, message, figures) -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TenantSettings disk(long bytes) {
        return TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(bytes));
    }

    private static void write(TenantAccess access, String name, int bytes) throws IOException {
        try (VfsFile file = access.admittedFiles().create(name)) {
            file.write(0, new byte[bytes], 0, bytes);
        }
    }

    private TenantAccess filled(int bytes) throws IOException {
        guard.create(ACME, disk(10_000));
        TenantAccess access = guard.access(ACME);
        access.admitWrite(1, 1, true);
        write(access, "f", bytes);
        return access;
    }

    private long mark() {
        return guard.find(ACME).orElseThrow().diskMark();
    }

    @Test
    void markIsDurableWithTheQuotaThatIsLowered() throws IOException {
        filled(9_000);
        guard.update(ACME, disk(900));
        guard = open(device.afterPowerCut(new Random(1)));
        assertEquals(9_000, mark());
        assertEquals(900, guard.find(ACME).orElseThrow().settings().quota().diskBytes());
    }

    @Test
    void quotaAboveTheUseLeavesNoMark() throws IOException {
        filled(900);
        guard.update(ACME, disk(1_000));
        assertEquals(0, mark());
    }

    @Test
    void otherSettingsLeaveTheMark() throws IOException {
        TenantAccess access = filled(9_000);
        guard.update(ACME, disk(900));
        write(access, "g", 1_000);
        guard.update(ACME, disk(900).withWeight(2));
        assertEquals(9_000, mark());
        guard.update(ACME, disk(950));
        assertEquals(9_000, mark(), "a quota that is raised is no reason to begin again");
    }

    @Test
    void closedTenantHasTheLeastThatItUsedAndNoMarkBelowItsQuota() throws IOException {
        TenantAccess access = filled(9_000);
        guard.update(ACME, disk(900));
        write(access, "g", 2_000);
        access.files().delete("f");
        write(access, "h", 500);
        access.close();
        assertEquals(2_000, mark());
        TenantAccess again = guard.access(ACME);
        again.admitWrite(1, 1, false);
        assertEquals(2_000 * 5 / 2, again.maintenanceFiles().usableSpace() + 2_500);
        again.files().delete("g");
        again.close();
        assertEquals(0, mark());
    }

    @Test
    void tenantThatIsNotOpenCountsFromWhatItUsesWhenItIsOpened() throws IOException {
        filled(9_000).close();
        guard.update(ACME, disk(900));
        assertEquals(SpaceMark.AS_USED, mark());
        TenantAccess access = guard.access(ACME);
        access.bufferBytes(500);
        access.admitWrite(1, 1, false);
        access.close();
        assertEquals(9_500, mark());
    }
}
