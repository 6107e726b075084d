package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** The policy is asked without a lock: whatever happens meanwhile, the last step is that of the last usage. */
class DiskQuotaTest {

    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private DiskQuota quota(QuotaPolicy policy) {
        return new DiskQuota(
                used::get,
                new SpaceLadder(
                        TenantId.of("acme"),
                        new GuardServices(new ManualClock(), (type, tenant, message, figures) -> {}, () -> policy)),
                1_000,
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
}
