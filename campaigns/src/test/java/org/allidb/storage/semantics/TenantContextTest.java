package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantContext;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.WrongTenantException;
import org.junit.jupiter.api.Test;

/** Code that works for one tenant reaches nothing of another, by whatever call. */
class TenantContextTest {

    private static final TenantId OTHER = TenantId.of("other");

    /** What tells nothing of the tenant's rows and changes none. */
    private static final Set<String> HARMLESS =
            Set.of("id", "close", "newBatch", "maxRowBytes", "rows", "sequence", "position");

    /** Another platform, which no call gets as far as to use. */
    private static final StoragePlatform ELSEWHERE = (StoragePlatform) Proxy.newProxyInstance(
            TenantContextTest.class.getClassLoader(), new Class<?>[] {StoragePlatform.class}, (proxy, method, args) -> {
                throw new AssertionError(method);
            });

    /** A snapshot that no call gets as far as to use. */
    private static final Snapshot NO_SNAPSHOT = (Snapshot) Proxy.newProxyInstance(
            TenantContextTest.class.getClassLoader(), new Class<?>[] {Snapshot.class}, (proxy, method, args) -> {
                throw new AssertionError(method);
            });

    @Test
    void everyCallForAnotherTenantIsRefusedAndTouchesNothing() throws Exception {
        try (House house = new House((operation, name) -> {}, Map.of("feed.retention_mb", 1));
                TenantStore other = house.platform().openOrCreate(OTHER)) {
            other.put("row", new byte[] {1});
            ChangeFeed feed = other.changeFeed();
            List<String> passed = new ArrayList<>();
            try (Snapshot snapshot = other.snapshot();
                    RowReader reader = other.reader();
                    Changes changes = feed.read(feed.oldest());
                    BulkLoad load = other.bulkLoad(BulkLoadOptions.SORTED)) {
                TenantContext.of(House.TENANT).run(() -> {
                    passed.addAll(passed(TenantStore.class, other, other));
                    passed.addAll(passed(Snapshot.class, snapshot, other));
                    passed.addAll(passed(BulkLoad.class, load, other));
                    passed.addAll(passed(ChangeFeed.class, feed, other));
                    passed.addAll(passed(Changes.class, changes, other));
                    assertThrows(WrongTenantException.class, () -> reader.find("row".getBytes()));
                    assertThrows(WrongTenantException.class, () -> reader.find(RowKey.value(EntityId.of("row"))));
                });
            }
            assertEquals(List.of(), passed, "calls that were not refused");
            assertEquals(List.of("row"), House.entities(other, ScanRequest.all()));
        }
    }

    @Test
    void everyCallOfThePlatformThatNamesAnotherTenantIsRefused() {
        try (House house = new House();
                TenantStore other = house.platform().openOrCreate(OTHER)) {
            StoragePlatform platform = house.platform();
            TenantContext.of(House.TENANT)
                    .run(() -> assertEquals(List.of(), passed(StoragePlatform.class, platform, other)));
            assertEquals(2, platform.tenants().size());
            assertFalse(platform.tenants().getFirst().suspended());
        }
    }

    @Test
    void ownTenantIsReachedWithoutNamingIt() {
        try (House house = new House()) {
            String found = TenantContext.of(House.TENANT).call(() -> {
                try (TenantStore store = house.platform().open(TenantContext.current())) {
                    store.put("row", House.bytes("mine"));
                    return House.text(house.store().get("row").orElseThrow());
                }
            });
            assertEquals("mine", found);
            assertTrue(house.store().get("row").isPresent(), "without a tenant nothing is checked");
        }
    }

    @Test
    void withoutATenantThereIsNone() {
        assertEquals(Optional.empty(), TenantContext.find());
        WrongTenantException told = assertThrows(WrongTenantException.class, TenantContext::current);
        assertEquals(
                "no tenant is bound where one is needed; run the code in TenantContext.of(tenant).run(…), in each"
                        + " thread that it uses",
                told.getMessage());
    }

    @Test
    void anotherTenantCannotBeBoundInsideAndIsNotNamed() {
        AtomicBoolean ran = new AtomicBoolean();
        TenantContext.of(House.TENANT).run(() -> {
            assertEquals(Optional.of(House.TENANT), TenantContext.find());
            TenantContext other = TenantContext.of(OTHER);
            WrongTenantException told = assertThrows(WrongTenantException.class, () -> other.run(() -> ran.set(true)));
            assertThrows(WrongTenantException.class, () -> other.call(() -> ran.getAndSet(true)));
            assertEquals(
                    "this code works for tenant 'tenant', and what it calls belongs to another one; nothing was"
                            + " touched. Use the store that platform.open(TenantContext.current()) gives",
                    told.getMessage());
            TenantContext.of(House.TENANT).run(() -> ran.set(true));
        });
        assertTrue(ran.get(), "the same one may be bound again");
    }

    /** Calls every method of an interface that is not harmless, and returns those that were not refused. */
    private static List<String> passed(Class<?> type, Object target, TenantStore other) {
        List<String> passed = new ArrayList<>();
        for (Method method : type.getMethods()) {
            boolean namesATenant = Arrays.asList(method.getParameterTypes()).contains(TenantId.class);
            if (HARMLESS.contains(method.getName()) || isStatic(method)) {
                continue;
            }
            if (type == StoragePlatform.class && !namesATenant) {
                continue;
            }
            try {
                method.invoke(
                        target,
                        Arrays.stream(method.getParameterTypes())
                                .map(parameter -> argument(parameter, other))
                                .toArray());
                passed.add(method.toString());
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof WrongTenantException)) {
                    passed.add(method + ": " + e.getCause());
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return passed;
    }

    private static boolean isStatic(Method method) {
        return java.lang.reflect.Modifier.isStatic(method.getModifiers());
    }

    private static Object argument(Class<?> type, TenantStore other) {
        return List.<Object>of(
                        new byte[] {1},
                        "row",
                        EntityId.of("row"),
                        RowKey.value(EntityId.of("row")),
                        ValueRow.of(EntityId.of("row"), new byte[] {2}),
                        Kind.VALUE,
                        List.of(RowKey.value(EntityId.of("row"))),
                        ScanRequest.all(),
                        VectorSearch.of("body", 1),
                        other.newBatch(),
                        WriteOptions.SYNC,
                        BulkLoadOptions.SORTED,
                        ChangePosition.of(1, 1),
                        Duration.ZERO,
                        NO_SNAPSHOT,
                        TenantSettings.DEFAULTS,
                        Suspension.Mode.READ_ONLY,
                        Instant.EPOCH.plusMillis(1),
                        ELSEWHERE,
                        OTHER)
                .stream()
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no argument of " + type));
    }
}
