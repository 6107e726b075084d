package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** The policy is asked without a lock: whatever happens meanwhile, the last step is that of the last usage. */
class DiskQuotaTest {

    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private DiskQuota quota(QuotaPolicy policy) {
        return quota(policy, 0);
    }

    private DiskQuota quota(QuotaPolicy policy, long stored) {
        return new DiskQuota(
                used::get,
                new SpaceLadder(
                        TenantId.of("acme"),
                        new GuardServices(new ManualClock(), (type, tenant, message, figures) -> {}, () -> policy)),
                TenantDescriptor.of(TenantId.of("acme"), 1, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1_000)), 0)
                        .withDiskMark(stored),
                TenantOptions.DEFAULTS);
    }

    @Test
    void usageThatChangesWhileThePolicyThinksIsLookedAtAgain() {
        used.set(960);
        DiskQuota quota = quota(new LadderPolicy() {
            @Override
            public Step step(Step before, QuotaUse disk) {
                Step step = super.step(before, disk);
                if (disk.used() == 100 && asked.incrementAndGet() == 1) {
                    // what another thread writes and decides before this one has its answer
                    used.set(970);
                }
                return step;
            }
        });
        quota.update();
        assertEquals(Step.DELETE_ONLY, quota.step());
        used.set(100);
        quota.update();
        assertEquals(970, used.get());
        assertEquals(Step.DELETE_ONLY, quota.step());
    }

    @Test
    void policyThatCannotDecideKeepsNobody() {
        DiskQuota quota = quota(new LadderPolicy() {
            @Override
            public Step step(Step before, QuotaUse disk) {
                asked.incrementAndGet();
                return before == Step.FREE ? Step.SOFT : Step.FREE;
            }
        });
        quota.update();
        assertEquals(16, asked.get());
    }

    private void use(DiskQuota quota, long bytes) {
        used.set(bytes);
        quota.update();
    }

    @Test
    void deletesCountFromWhatWasUsedWhenTheQuotaWasLoweredAndFollowItDown() {
        DiskQuota quota = quota(new LadderPolicy());
        quota.writesBegin();
        use(quota, 900);
        quota.ownLimit(90);
        quota.update();
        assertEquals(Step.DELETE_ONLY, quota.step());
        assertEquals(1_350, quota.deletesEnd());
        assertEquals(2_250, quota.maintenanceLimit());
        use(quota, 1_349);
        assertEquals(Step.DELETE_ONLY, quota.step());
        use(quota, 1_350);
        assertEquals(Step.NO_WRITES, quota.step());
        assertEquals(900, quota.markToStore(), "it does not rise with what deletes take");
        use(quota, 600);
        assertEquals(Step.DELETE_ONLY, quota.step());
        assertEquals(900, quota.deletesEnd());
        use(quota, 899);
        use(quota, 900);
        assertEquals(Step.NO_WRITES, quota.step(), "the allowance is earned by use that falls, and once");
        use(quota, 10);
        assertEquals(Step.FREE, quota.step());
        assertEquals(135, quota.deletesEnd());
        assertEquals(0, quota.markToStore());
        use(quota, 135);
        assertEquals(Step.NO_WRITES, quota.step());
    }

    @Test
    void markOfATenantThatIsOpenedWaitsForTheRowsOfItsLog() {
        used.set(300);
        DiskQuota quota = quota(new LadderPolicy(), 5_000);
        quota.update();
        quota.bufferBytes(4_000);
        quota.writesBegin();
        assertEquals(4_300, quota.markToStore());
        use(quota, 4_100);
        quota.bufferBytes(0);
        assertEquals(4_100, quota.markToStore());
        assertEquals(Step.DELETE_ONLY, quota.step());
    }

    @Test
    void storedMarkBoundsWhatATenantCountsFromThatHasUsedItsAllowance() {
        used.set(7_400);
        DiskQuota quota = quota(new LadderPolicy(), 5_000);
        quota.writesBegin();
        assertEquals(5_000, quota.markToStore());
        use(quota, 7_500);
        assertEquals(Step.NO_WRITES, quota.step());
    }

    @Test
    void tenantThatUsesMoreThanDeletesLeadToMayDeleteThoughNoMarkIsStored() {
        used.set(1_501);
        DiskQuota quota = quota(new LadderPolicy());
        quota.update();
        assertEquals(Step.DELETE_ONLY, quota.step());
        quota.writesBegin();
        assertEquals(1_501, quota.markToStore());
        assertEquals(2_251, quota.deletesEnd());
    }

    @Test
    void tenantThatDeletesHaveFilledCountsFromItsQuotaAfterARestart() {
        used.set(1_490);
        DiskQuota quota = quota(new LadderPolicy());
        quota.writesBegin();
        assertEquals(1_500, quota.deletesEnd());
        assertEquals(0, quota.markToStore());
    }

    @Test
    void quotaThatIsLoweredBeforeTheUseIsKnownCountsFromThatUse() {
        used.set(300);
        DiskQuota quota = quota(new LadderPolicy());
        assertEquals(SpaceMark.AS_USED, quota.markIfLoweredTo(100));
        quota.ownLimit(100);
        quota.update();
        assertEquals(SpaceMark.AS_USED, quota.markToStore());
        quota.bufferBytes(700);
        assertEquals(Step.DELETE_ONLY, quota.step());
        quota.writesBegin();
        assertEquals(1_000, quota.markToStore());
        assertEquals(0, quota.markIfLoweredTo(1_000));
        assertEquals(1_000, quota.markIfLoweredTo(999));
    }
}
