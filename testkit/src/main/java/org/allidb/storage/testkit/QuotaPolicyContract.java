package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link QuotaPolicy} must do. A policy's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class QuotaPolicyContract {

    private static final List<Long> LIMITS = List.of(1L, 1_000L, 1L << 40, Long.MAX_VALUE);

    /** For the tests of policies. */
    protected QuotaPolicyContract() {}

    /**
     * Makes the policy under test.
     *
     * @return a new one
     */
    protected abstract QuotaPolicy policy();

    /** Looks at one use. */
    private interface Look {
        void at(QuotaUse use);
    }

    private static void everyUse(String quota, long limit, Look look) {
        for (int percent = 0; percent <= 400; percent++) {
            double used = (double) limit / 100 * percent;
            look.at(QuotaUse.of(
                    quota, used >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) used, limit, TenantOptions.DEFAULTS));
        }
    }

    /** Checks that the name fits into configuration files. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(policy());
    }

    /** Checks that with one use it ends in one step, and that it answers the same question in the same way. */
    @Test
    public void oneUseEndsInOneStep() {
        QuotaPolicy policy = policy();
        for (long limit : LIMITS) {
            for (Step before : Step.values()) {
                everyUse("disk_bytes", limit, use -> {
                    Step step = policy.step(before, use);
                    assertTrue(step != null, () -> "step returned null at " + use);
                    assertEquals(step, policy.step(before, use), () -> "another answer to the same question at " + use);
                    assertEquals(
                            step,
                            policy.step(step, use),
                            () -> "at " + use + " the step " + step + ", to which " + before
                                    + " led, leads to another one: the tenant would change its step without end");
                });
            }
        }
    }

    /** Checks that a tenant that uses more is not allowed more. */
    @Test
    public void whoUsesMoreMayNotDoMore() {
        QuotaPolicy policy = policy();
        for (long limit : LIMITS) {
            for (Step before : Step.values()) {
                Step[] last = {Step.FREE};
                everyUse("disk_bytes", limit, use -> {
                    Step step = policy.step(before, use);
                    assertTrue(
                            step.compareTo(last[0]) >= 0,
                            () -> "from " + before + " on, " + use + " leads to " + step + ", and less of it to "
                                    + last[0]);
                    last[0] = step;
                });
            }
        }
    }

    /** Checks that there is a way back that needs nobody: a tenant that uses nothing may insert, whatever it was allowed before. */
    @Test
    public void whoUsesNothingMayInsert() {
        QuotaPolicy policy = policy();
        for (long limit : LIMITS) {
            QuotaUse nothing = QuotaUse.of("disk_bytes", 0, limit, TenantOptions.DEFAULTS);
            for (Step before : Step.values()) {
                Step step = policy.step(before, nothing);
                assertTrue(
                        step.compareTo(Step.SOFT) <= 0,
                        () -> "a tenant that was at " + before + " and uses nothing any more gets " + step
                                + ": nothing would bring it back");
            }
        }
    }

    /** Checks that a tenant whose quota was lowered can free space: at its mark it may delete, whatever it was allowed before. */
    @Test
    public void whoUsesNoMoreThanItsMarkMayDelete() {
        QuotaPolicy policy = policy();
        for (long limit : List.of(1L, 1_000L, 1L << 40)) {
            for (Step before : Step.values()) {
                QuotaUse lowered = QuotaUse.of("disk_bytes", 10 * limit, limit, TenantOptions.DEFAULTS)
                        .withMark(10 * limit);
                Step step = policy.step(before, lowered);
                assertTrue(
                        step.compareTo(Step.DELETE_ONLY) <= 0,
                        () -> "a tenant that was at " + before + " gets " + step + " at " + lowered + ", which was used"
                                + " when the quota was lowered: it could free nothing");
            }
        }
    }

    /** Checks the same of quotas that have a soft limit alone. */
    @Test
    public void softLimitIsPassedOnceAndLeftAgain() {
        QuotaPolicy policy = policy();
        for (long limit : LIMITS) {
            for (boolean before : new boolean[] {false, true}) {
                boolean[] last = {false};
                everyUse("max_cursors", limit, use -> {
                    boolean near = policy.isNearlyUsedUp(before, use);
                    assertEquals(
                            near,
                            policy.isNearlyUsedUp(near, use),
                            () -> "at " + use + " the answer " + near + " leads to another one");
                    assertTrue(near || !last[0], () -> use + " is not nearly used up, and less of it is");
                    last[0] = near;
                });
            }
            assertTrue(
                    !policy.isNearlyUsedUp(true, QuotaUse.of("max_cursors", 0, limit, TenantOptions.DEFAULTS)),
                    "a quota of which nothing is used is not nearly used up");
        }
    }

    /** Checks that a wait is no less than nothing. */
    @Test
    public void noWaitIsNegative() {
        QuotaPolicy policy = policy();
        for (long limit : LIMITS) {
            everyUse(
                    "ops_per_second",
                    limit,
                    use -> assertTrue(policy.longestWaitMillis(use) >= 0, () -> "a negative wait at " + use));
        }
    }
}
