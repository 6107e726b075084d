package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;

/** Tenants that a configuration declares are created and changed; what calls set meanwhile holds until the next start. */
class DeclaredTenantsTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId BETA = TenantId.of("beta");

    @Test
    void declaredTenantIsThereAfterTheOpenAndAfterAChange() {
        try (House house = new House()) {
            StorageConfiguration wanted =
                    house.platform().configuration().withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "3")));
            try (StoragePlatform platform = reopened(house, wanted)) {
                assertEquals(3, quota(platform, ACME).maxCursors());
                platform.open(ACME).put("row", new byte[1]);
                assertEquals(
                        List.of(),
                        platform.configure(wanted.withDeclaredTenants(
                                List.of(tenant(ACME, "max_cursors", "4"), tenant(BETA, "disk_mb", "1")))));
                assertEquals(4, quota(platform, ACME).maxCursors());
                assertEquals(1 << 20, quota(platform, BETA).diskBytes());
                assertTrue(platform.open(ACME).get("row").isPresent());
            }
        }
    }

    @Test
    void whatACallSetsHoldsUntilTheNextStartAndWhatIsNotDeclaredForGood() {
        try (House house = new House()) {
            List<String> events = events(house.platform());
            StorageConfiguration wanted =
                    house.platform().configuration().withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "3")));
            house.platform().configure(wanted);
            Quota byCall = Quota.NONE.withHandles(7, 8).withRates(9, 10);
            house.platform().update(ACME, TenantSettings.DEFAULTS.withQuota(byCall));
            house.platform().configure(wanted.with("compaction.max_iops", "77"));
            assertEquals(byCall, quota(house.platform(), ACME));
            Await.until(
                    "the event",
                    () -> events.contains("tenant 'acme' is declared by allidb.yaml:1: what was set otherwise now"
                            + " holds until the next start, or until its declaration is changed; change it there, if it"
                            + " should last"));
            try (StoragePlatform platform = reopened(house, wanted)) {
                assertEquals(byCall.withHandles(3, 8), quota(platform, ACME));
                List<String> later = events(platform);
                platform.configure(wanted.withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "5"))));
                assertEquals(byCall.withHandles(5, 8), quota(platform, ACME));
                Await.until(
                        "the event",
                        () -> later.contains(
                                "tenant 'acme' was changed, as allidb.yaml:1 declares: max_cursors = 5 (was 3)"));
            }
        }
    }

    @Test
    void declaredSuspensionCountsAndOneThatIsNotDeclaredStays() {
        try (House house = new House()) {
            StorageConfiguration plain = house.platform().configuration();
            house.platform().configure(plain.withDeclaredTenants(List.of(tenant(ACME, "suspended", "read_only"))));
            assertEquals("read_only by allidb.yaml:1", suspension(house.platform()));
            house.platform().resume(ACME);
            assertEquals("none", suspension(house.platform()));
            house.platform().configure(plain.withDeclaredTenants(List.of(tenant(ACME, "suspended", "closed"))));
            assertEquals("closed by allidb.yaml:1", suspension(house.platform()));
            StorageConfiguration silent = plain.withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "1")));
            house.platform().configure(silent);
            assertEquals("closed by allidb.yaml:1", suspension(house.platform()));
            house.platform().configure(plain.withDeclaredTenants(List.of(tenant(ACME, "suspended", "no"))));
            assertEquals("none", suspension(house.platform()));
            house.platform().suspend(ACME, Suspension.Mode.CLOSED, "the shell");
            try (StoragePlatform platform = reopened(house, silent)) {
                assertEquals("closed by the shell", suspension(platform));
            }
        }
    }

    private static String suspension(StoragePlatform platform) {
        return platform.tenants().stream()
                .filter(tenant -> tenant.id().equals(ACME))
                .findFirst()
                .orElseThrow()
                .suspension()
                .map(now -> now.mode().text() + " by " + now.by())
                .orElse("none");
    }

    @Test
    void tenantThatIsNotDeclaredAnyMoreStays() {
        try (House house = new House()) {
            StorageConfiguration plain = house.platform().configuration();
            house.platform().configure(plain.withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "3"))));
            house.platform().open(ACME).put("row", new byte[1]);
            List<String> events = events(house.platform());
            house.platform().configure(plain);
            Await.until(
                    "the event",
                    () -> events.contains(
                            "tenant 'acme' is not declared any more; it stays as it is, until it is dropped"));
            assertTrue(house.platform().open(ACME).get("row").isPresent());
            assertEquals(3, quota(house.platform(), ACME).maxCursors());
        }
    }

    @Test
    void tenantThatIsDroppedAndStillDeclaredIsThereAgainAfterTheNextStart() {
        try (House house = new House()) {
            StorageConfiguration wanted =
                    house.platform().configuration().withDeclaredTenants(List.of(tenant(ACME, "max_cursors", "3")));
            List<String> events = events(house.platform());
            house.platform().configure(wanted);
            house.platform().open(ACME).put("row", new byte[1]);
            house.platform().drop(ACME);
            Await.until(
                    "the event",
                    () -> events.contains("tenant 'acme' was dropped and is declared by allidb.yaml:1: it is created"
                            + " again, empty, at the next start; take it out there, if it should stay away"));
            try (StoragePlatform platform = reopened(house, wanted)) {
                assertTrue(platform.open(ACME).get("row").isEmpty());
            }
        }
    }

    @Test
    void declarationThatCannotBeCarriedOutIsRefusedBeforeAnythingIsChanged() {
        try (House house = new House()) {
            house.platform().create(BETA, TenantSettings.DEFAULTS.withDedicatedLog(true));
            StorageConfiguration before = house.platform().configuration();
            StorageConfiguration otherLog = before.with("compaction.max_iops", "77")
                    .withDeclaredTenants(
                            List.of(tenant(ACME, "max_cursors", "3"), tenant(BETA, "dedicated_log", "false")));
            String told =
                    "allidb.yaml:1: storage.tenants.declared.beta.dedicated_log: whether a tenant has a log of its own"
                            + " is decided when it is created, and 'beta' has one; take the line out, or create another"
                            + " tenant and copy";
            refused(house.platform(), otherLog, told);
            refused(
                    house.platform(),
                    before.with("tenants.max_tenants", "3")
                            .withDeclaredTenants(List.of(tenant(ACME), tenant(TenantId.of("zeta")))),
                    "allidb.yaml:1: storage.tenants.declared.zeta: there would be more tenants than the 3 that"
                            + " tenants.max_tenants allows; raise it, or drop one");
            assertEquals(before, house.platform().configuration());
            assertEquals(
                    List.of(BETA, House.TENANT),
                    house.platform().tenants().stream().map(TenantInfo::id).toList());
            assertEquals(
                    told,
                    assertThrows(InvalidConfigurationException.class, () -> reopened(house, otherLog))
                            .getMessage());
            try (StoragePlatform platform = house.builder().open()) {
                assertEquals(2, platform.tenants().size());
            }
        }
    }

    @Test
    void diskThatFailsForOneTenantKeepsNoOtherAwayAndItIsTriedAgain() {
        Broken plan = new Broken();
        try (House house = new House(plan, Map.of())) {
            StorageConfiguration wanted =
                    house.platform().configuration().withDeclaredTenants(List.of(tenant(ACME), tenant(BETA)));
            plan.directory = "acme.";
            try (StoragePlatform platform = reopened(house, wanted)) {
                assertEquals(
                        List.of(BETA, House.TENANT),
                        platform.tenants().stream().map(TenantInfo::id).toList());
                List<String> events = events(platform);
                platform.configure(wanted.with("compaction.max_iops", "77"));
                Await.until(
                        "the event",
                        () -> events.stream()
                                .anyMatch(
                                        event -> event.startsWith("tenant 'acme' is not as allidb.yaml:1 declares it: ")
                                                && event.endsWith("; it is tried again at the next start, and when the"
                                                        + " configuration is changed")));
                plan.directory = "none";
                platform.configure(wanted.with("compaction.max_iops", "78"));
                assertEquals(3, platform.tenants().size());
            }
        }
    }

    private static StoragePlatform reopened(House house, StorageConfiguration wanted) {
        house.close();
        return house.builder().configuration(wanted).open();
    }

    private static void refused(StoragePlatform platform, StorageConfiguration wanted, String told) {
        assertEquals(
                told,
                assertThrows(InvalidConfigurationException.class, () -> platform.configure(wanted))
                        .getMessage());
    }

    private static TenantDeclaration tenant(TenantId id, String... keysAndValues) {
        Map<String, String> values = keysAndValues.length == 0 ? Map.of() : Map.of(keysAndValues[0], keysAndValues[1]);
        assert keysAndValues.length <= 2 : Arrays.toString(keysAndValues);
        return TenantDeclaration.of(id, values, Map.of(), "allidb.yaml:1");
    }

    private static Quota quota(StoragePlatform platform, TenantId id) {
        return platform.tenants().stream()
                .filter(tenant -> tenant.id().equals(id))
                .findFirst()
                .orElseThrow()
                .settings()
                .quota();
    }

    private static List<String> events(StoragePlatform platform) {
        List<String> messages = new CopyOnWriteArrayList<>();
        platform.subscribe(event -> {
            if (event.type() == StorageEvent.Type.CONFIGURATION || event.type() == StorageEvent.Type.FAILURE) {
                messages.add(event.message());
            }
        });
        return messages;
    }

    /** A disk on which one directory cannot be made. */
    private static final class Broken implements FaultPlan {

        private volatile String directory = "none";

        @Override
        public void before(Operation operation, String name) throws IOException {
            if (name.contains(directory)) {
                throw new IOException("Input/output error");
            }
        }
    }
}
