package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** Soft limit 80 %, only deletes from 95 %, no writes from 150 % (half of the headroom), hysteresis 5 %. */
class SpaceLadderTest {

    private static final long LIMIT = 1000;

    private final List<String> events = new ArrayList<>();
    private QuotaPolicy policy = new LadderPolicy();
    private final SpaceLadder ladder = new SpaceLadder(
            TenantId.of("acme"),
            new GuardServices(
                    new ManualClock(),
                    (type, tenant, message, figures) -> events.add(type + " " + message + " " + figures),
                    () -> policy));

    @Test
    void eachStepIsTakenAtItsLimitAndNotBefore() {
        assertEquals(
                List.of(Step.FREE, Step.SOFT, Step.SOFT, Step.DELETE_ONLY, Step.DELETE_ONLY, Step.NO_WRITES),
                steps(799, 800, 949, 950, 1499, 1500));
    }

    @Test
    void stepsAreTakenBackWellBelowTheirLimitsOnly() {
        assertEquals(
                List.of(
                        Step.NO_WRITES,
                        Step.NO_WRITES,
                        Step.DELETE_ONLY, // 5 % below 150 %
                        Step.DELETE_ONLY,
                        Step.SOFT, // 5 % below 95 %
                        Step.SOFT,
                        Step.FREE), // 5 % below 80 %
                steps(1500, 1450, 1449, 900, 899, 750, 749));
    }

    @Test
    void usageAroundALimitDoesNotFlutter() {
        steps(960, 940, 960, 940, 960);
        assertEquals(1, events.size());
    }

    @Test
    void severalStepsAreTakenAtOnceBothWays() {
        assertEquals(List.of(Step.NO_WRITES, Step.FREE, Step.DELETE_ONLY, Step.FREE), steps(9000, 0, 1100, 10));
    }

    @Test
    void withoutALimitEverythingIsFree() {
        ladder.update(Long.MAX_VALUE, 0, 0, TenantOptions.DEFAULTS);
        assertEquals(Step.FREE, ladder.step());
        assertEquals(List.of(), events);
    }

    @Test
    void aRaisedLimitTakesEffectAtTheNextUpdate() {
        ladder.update(990, LIMIT, LIMIT, TenantOptions.DEFAULTS);
        assertEquals(Step.DELETE_ONLY, ladder.step());
        ladder.update(990, 10 * LIMIT, 10 * LIMIT, TenantOptions.DEFAULTS);
        assertEquals(Step.FREE, ladder.step());
    }

    @Test
    void eachPercentageIsAnOption() {
        TenantOptions options = Options.make(
                TenantOptions.class,
                Map.of(
                        "soft_limit_percent", "10",
                        "delete_only_percent", "20",
                        "headroom_percent", "10",
                        "hysteresis_percent", "1"));
        List<Step> steps = new ArrayList<>();
        for (long used : new long[] {99, 100, 200, 1049, 1050, 1039, 189, 89}) {
            ladder.update(used, LIMIT, LIMIT, options);
            steps.add(ladder.step());
        }
        assertEquals(
                List.of(
                        Step.FREE,
                        Step.SOFT,
                        Step.DELETE_ONLY,
                        Step.DELETE_ONLY,
                        Step.NO_WRITES,
                        Step.DELETE_ONLY,
                        Step.SOFT,
                        Step.FREE),
                steps);
    }

    @Test
    void lastStepIsTakenIfTheConfigurationSaysSoAndTakenBackByItself() {
        TenantOptions options = Options.make(TenantOptions.class, Map.of("suspend_percent", "180"));
        List<Step> steps = new ArrayList<>();
        for (long used : new long[] {1799, 1800, 1751, 1749, 1800, 100}) {
            ladder.update(used, LIMIT, LIMIT, options);
            steps.add(ladder.step());
        }
        assertEquals(
                List.of(Step.NO_WRITES, Step.SUSPENDED, Step.SUSPENDED, Step.NO_WRITES, Step.SUSPENDED, Step.FREE),
                steps);
        assertTrue(events.get(1).contains("reads and writes are refused until it uses less"), events::toString);
    }

    @Test
    void suspensionDoesNotComeBeforeTheStepsBelowIt() {
        TenantOptions options = Options.make(TenantOptions.class, Map.of("suspend_percent", "1"));
        ladder.update(1499, LIMIT, LIMIT, options);
        assertEquals(Step.DELETE_ONLY, ladder.step());
        ladder.update(1500, LIMIT, LIMIT, options);
        assertEquals(Step.SUSPENDED, ladder.step());
    }

    @Test
    void deletesAndTheStepsAboveThemCountFromTheMark() {
        TenantOptions options = Options.make(TenantOptions.class, Map.of("suspend_percent", "180"));
        List<Step> steps = new ArrayList<>();
        for (long[] usedAndMark :
                new long[][] {{5000, 5000}, {7499, 5000}, {7500, 5000}, {7250, 5000}, {7249, 5000}, {2000, 2000}}) {
            ladder.update(usedAndMark[0], LIMIT, usedAndMark[1], options);
            steps.add(ladder.step());
        }
        assertEquals(
                List.of(
                        Step.DELETE_ONLY,
                        Step.DELETE_ONLY,
                        Step.SUSPENDED,
                        Step.SUSPENDED,
                        Step.DELETE_ONLY,
                        Step.DELETE_ONLY),
                steps);
    }

    @Test
    void noPolicyAllowsMoreThanTheHeadroomOfTheMark() {
        policy = always(Step.FREE);
        List<Step> steps = new ArrayList<>();
        for (long used : new long[] {1499, 1500, 9999, 10_000}) {
            ladder.update(used, LIMIT, 5 * LIMIT, TenantOptions.DEFAULTS);
            steps.add(ladder.step());
        }
        assertEquals(List.of(Step.FREE, Step.DELETE_ONLY, Step.DELETE_ONLY, Step.NO_WRITES), steps);
    }

    @Test
    void noPolicyAllowsMoreThanTheHeadroom() {
        policy = always(Step.FREE);
        assertEquals(
                List.of(Step.FREE, Step.FREE, Step.DELETE_ONLY, Step.DELETE_ONLY, Step.NO_WRITES, Step.FREE),
                steps(999, 1499, 1500, 1999, 2000, 1499));
    }

    @Test
    void policyMayAllowLess() {
        policy = always(Step.SUSPENDED);
        assertEquals(List.of(Step.SUSPENDED, Step.SUSPENDED), steps(1, 9000));
        ladder.update(1, 0, 0, TenantOptions.DEFAULTS);
        assertEquals(Step.FREE, ladder.step(), "it is not asked about a tenant without a limit");
    }

    private static QuotaPolicy always(Step step) {
        return new LadderPolicy() {
            @Override
            public Step step(Step before, QuotaUse disk) {
                return step;
            }
        };
    }

    @Test
    void eachChangeIsReportedOnceWithItsFigures() {
        for (long kib : new long[] {100, 800, 810, 950, 1500, 1200, 100}) {
            ladder.update(kib << 10, 1000 << 10, 1000 << 10, TenantOptions.DEFAULTS);
        }
        assertEquals(
                List.of(
                        "tenant 'acme' uses 800 KiB of 0.98 MiB: its disk quota is nearly used up",
                        "tenant 'acme' uses 950 KiB of 0.98 MiB: only deletes are accepted",
                        "tenant 'acme' uses 1.46 MiB of 0.98 MiB: writes are refused, deletes too",
                        "tenant 'acme' uses 1.17 MiB of 0.98 MiB: only deletes are accepted",
                        "tenant 'acme' uses 100 KiB of 0.98 MiB: well within its disk quota again"),
                events.stream()
                        .map(event -> event.substring("QUOTA ".length(), event.indexOf(" {")))
                        .toList());
    }

    private List<Step> steps(long... usages) {
        List<Step> steps = new ArrayList<>();
        for (long used : usages) {
            ladder.update(used, LIMIT, LIMIT, TenantOptions.DEFAULTS);
            steps.add(ladder.step());
        }
        return steps;
    }
}
