package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;

/** Quotas are enforced; one tenant cannot reach another. */
@RunWith(PaxExam.class)
public class TenancyTest {

    private static final long QUOTA_BYTES = 4L << 20;
    private static final int TOO_MANY_ROWS = 5_000;

    @Inject
    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(TenancyTest.class);
        return Container.of(TenancyTest.class);
    }

    @Test
    public void fullTenantIsToldSoAndGoesOnAfterFreeingSpace() throws Exception {
        TenantId full = TenantId.of("full");
        TenantId neighbour = TenantId.of("neighbour");
        try (TenantStore store = platform.create(full, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(QUOTA_BYTES)));
                TenantStore other = platform.openOrCreate(neighbour)) {
            QuotaExceededException refused =
                    assertThrows(QuotaExceededException.class, () -> fill(store, TOO_MANY_ROWS));
            assertEquals(full, refused.tenant());
            assertTrue(refused.getMessage(), refused.getMessage().startsWith("tenant 'full' uses "));
            assertFalse(refused.getMessage(), refused.getMessage().contains("neighbour"));
            other.put("row", new byte[1_000]);
            assertTrue("reads go on", store.get("row-0").isPresent());
            assertTrue("no more than quota and headroom is used", used("full") <= 2 * QUOTA_BYTES);

            store.deleteRange(EntityId.of("row-"), EntityId.of("row."));
            store.flush();
            store.compact();
            fill(store, 10);
        }
    }

    @Test
    public void tenantsWithTheSameEntitiesNeverMeet() {
        try (TenantStore mine = platform.openOrCreate(TenantId.of("mine"));
                TenantStore yours = platform.openOrCreate(TenantId.of("yours"))) {
            mine.put("alice", new byte[] {1});
            yours.put("alice", new byte[] {2});
            assertEquals(1, mine.get("alice").orElseThrow()[0]);
            assertEquals(2, yours.get("alice").orElseThrow()[0]);
            yours.deleteEntity(EntityId.of("alice"));
            yours.compact();
            assertEquals(1, mine.get("alice").orElseThrow()[0]);
            try (Cursor cursor = yours.scan(ScanRequest.all())) {
                assertFalse(cursor.next());
            }
        }
    }

    @Test
    public void droppedTenantIsOutOfReachOfItsOldHandle() {
        TenantId id = TenantId.of("reborn");
        try (TenantStore old = platform.openOrCreate(id)) {
            old.put("row", new byte[] {1});
            platform.drop(id);
            try (TenantStore fresh = platform.create(id, TenantSettings.DEFAULTS)) {
                assertTrue(fresh.get("row").isEmpty());
                TenantUnknownException refused =
                        assertThrows(TenantUnknownException.class, () -> old.put("row", new byte[] {2}));
                assertTrue(refused.getMessage(), refused.getMessage().contains("'reborn'"));
                assertTrue(fresh.get("row").isEmpty());
            }
        }
    }

    @Test
    public void pathsAreNoTenants() {
        for (String name : new String[] {"", "..", "a/b", "../mine", "Mine", "a\0b", "mıne", "x".repeat(64)}) {
            assertThrows(name, InvalidArgumentException.class, () -> TenantId.of(name));
        }
    }

    private static void fill(TenantStore store, int rows) {
        for (int row = 0; row < rows; row++) {
            store.put(("row-" + row).getBytes(), new byte[10_000], WriteOptions.BUFFERED);
        }
    }

    private static long used(String tenant) throws Exception {
        Path tenants = Container.scratch(TenancyTest.class).resolve("data/tenants");
        try (Stream<Path> files = Files.walk(tenants)) {
            return files.filter(file -> file.toString().contains("/" + tenant + "."))
                    .filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
