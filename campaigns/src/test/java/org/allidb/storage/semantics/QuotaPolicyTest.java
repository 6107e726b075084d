package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** The policy of quotas is chosen, replaced and missed while the platform runs, and what was counted stays. */
class QuotaPolicyTest {

    private static final String NAME = "fixed";

    /** Always decides the same. */
    private static final class Fixed implements QuotaPolicy {

        private final Step step;
        private final AtomicInteger asked = new AtomicInteger();

        Fixed(Step step) {
            this.step = step;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Step step(Step before, QuotaUse disk) {
            asked.incrementAndGet();
            return step;
        }

        @Override
        public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
            return false;
        }
    }

    private static House house(Map<String, Object> settings, QuotaPolicy policy) {
        House house = new House((operation, name) -> {}, settings, policy);
        house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(10 << 20)));
        return house;
    }

    private static List<String> configure(House house, String policy) {
        return house.platform().configure(house.platform().configuration().with("tenants.policy", policy));
    }

    private static void assertRefused(House house) {
        assertEquals(
                "disk_bytes",
                assertThrows(QuotaExceededException.class, () -> put(house)).quota());
    }

    private static void put(House house) {
        house.store().put("row", new byte[100]);
    }

    @Test
    void policyIsChosenWhileThePlatformRunsAndUsageStays() {
        Fixed strict = new Fixed(QuotaPolicy.Step.DELETE_ONLY);
        try (House house = house(Map.of(), strict)) {
            put(house);
            house.store().flush();
            long used = house.store().statistics().usage().diskBytes();
            assertEquals(0, strict.asked.get());
            assertEquals(List.of(), configure(house, NAME), "no restart is needed");
            assertRefused(house);
            house.store().delete("row");
            assertEquals(used, house.store().statistics().usage().diskBytes());
            configure(house, "ladder");
            put(house);
            assertEquals(used, house.store().statistics().usage().diskBytes());
        }
    }

    @Test
    void successorDecidesAtOnce() {
        Fixed strict = new Fixed(QuotaPolicy.Step.NO_WRITES);
        Fixed mild = new Fixed(QuotaPolicy.Step.FREE);
        try (House house = house(Map.of("tenants.policy", NAME), strict)) {
            assertRefused(house);
            house.platform().components().install(mild);
            put(house);
            house.platform().components().remove(mild);
            // the one before it is the one that is installed
            assertRefused(house);
        }
    }

    @Test
    void policyThatIsNotInstalledIsRefusedWhenItIsConfigured() {
        try (House house = new House()) {
            StorageConfiguration before = house.platform().configuration();
            ComponentMissingException refused =
                    assertThrows(ComponentMissingException.class, () -> configure(house, NAME));
            assertTrue(
                    refused.getMessage()
                            .startsWith("tenants.policy = fixed is refused, and the configuration before it stays in"
                                    + " force: there is no quota-policy 'fixed'; install the bundle or jar that"
                                    + " provides it"),
                    refused.getMessage());
            assertEquals(before, house.platform().configuration());
        }
    }

    @Test
    void policyThatIsMissingStopsNoStart() {
        Fixed strict = new Fixed(QuotaPolicy.Step.NO_WRITES);
        try (House house = house(Map.of("tenants.policy", NAME), strict)) {
            assertRefused(house);
            house.withoutProviders();
            put(house);
            house.platform().components().install(strict);
            assertRefused(house);
        }
    }

    @Test
    void policyThatKeepsFailingIsAskedNoMoreUntilItIsReplaced() {
        AtomicInteger asked = new AtomicInteger();
        QuotaPolicy broken = new Broken(asked);
        try (House house = house(Map.of(), broken)) {
            List<String> failures = new CopyOnWriteArrayList<>();
            house.platform().subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            configure(house, NAME);
            for (int i = 0; i < 20; i++) {
                put(house);
                house.store().flush();
            }
            Await.until("the takeover", () -> failures.size() == 3);
            assertEquals(3, asked.get());
            assertTrue(
                    failures.getLast()
                            .endsWith("failed: java.lang.IllegalStateException: on purpose; 'ladder' takes over"
                                    + " until it is replaced"),
                    failures.toString());
            assertTrue(failures.getFirst().contains(Broken.class.getName()), failures.toString());
            // the built-in one holds
            assertDoesNotThrow(
                    () -> house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1))));
            assertRefused(house);
            house.platform().components().install(new Fixed(QuotaPolicy.Step.DELETE_ONLY));
            house.platform().update(House.TENANT, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(10 << 20)));
            assertRefused(house);
            house.store().delete("row");
            assertFalse(failures.size() > 3, failures::toString);
        }
    }

    private record Broken(AtomicInteger asked) implements QuotaPolicy {

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Step step(Step before, QuotaUse disk) {
            asked.incrementAndGet();
            throw new IllegalStateException("on purpose");
        }

        @Override
        public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
            return false;
        }
    }
}
