package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** A full disk: writes are refused and say why, reads continue, and writes continue by themselves when there is space. */
class DiskFullTest {

    private static final long CAPACITY = 256 << 10;
    private static final byte[] VALUE = new byte[1_000];

    private final StrictMemVfs disk = new StrictMemVfs();
    private final Set<String> written = new HashSet<>();

    @Test
    void writesAreRefusedReadsGoOnAndWritesResumeWhenThereIsSpace() {
        disk.setCapacity(CAPACITY);
        try (Session session = new Session(disk)) {
            session.create(Tenant.SHARED);
            TenantStore store = session.store(Tenant.SHARED);
            StorageException told = assertThrows(StorageException.class, () -> fill(session, store));
            assertTrue(told.getMessage().contains("no space left on the device"), told.getMessage());
            assertTrue(told.getMessage().contains("crash"), "it names the tenant: " + told.getMessage());
            assertAllThere(store);
            for (int i = 0; i < 5; i++) {
                session.advance(1_000);
                assertThrows(StorageException.class, () -> fill(session, store));
                assertAllThere(store);
            }

            disk.setCapacity(4 * CAPACITY);
            session.advance(1_000);
            for (int i = 0; i < 50; i++) {
                put(store, "after-" + i);
                session.advance(10);
            }
            store.flush();
            store.compact();
            assertAllThere(store);
        }
        assertAllThereAfterAReopen();
    }

    @Test
    void fullDiskDamagesNothingWhenThePowerFails() {
        disk.setCapacity(CAPACITY);
        Session session = new Session(disk);
        session.create(Tenant.SHARED);
        assertThrows(StorageException.class, () -> fill(session, session.store(Tenant.SHARED)));
        for (int seed = 0; seed < 50; seed++) {
            StrictMemVfs cut = disk.afterPowerCut(new Random(seed));
            Session recovered = new Session(cut);
            assertEquals(written, Workload.read(recovered.store(Tenant.SHARED)).keySet(), "seed " + seed);
        }
    }

    @Test
    void reopenOnAFullDiskShowsEverythingOrChangesNothing() {
        disk.setCapacity(CAPACITY);
        Session session = new Session(disk);
        session.create(Tenant.SHARED);
        assertThrows(StorageException.class, () -> fill(session, session.store(Tenant.SHARED)));
        StrictMemVfs killed = disk.afterKill();
        int opened = 0;
        for (long spare = 0; spare <= CAPACITY; spare += 4 << 10) {
            StrictMemVfs again = killed.afterKill();
            again.setCapacity(again.occupiedBytes() + spare);
            try (Session full = new Session(again)) {
                opened++;
                assertEquals(
                        written,
                        Workload.read(full.store(Tenant.SHARED)).keySet(),
                        "with " + spare + " bytes to spare");
            } catch (StorageException e) {
                assertTrue(
                        e.getMessage().contains("no space left"),
                        "with " + spare + " bytes to spare: " + e.getMessage());
            }
            again.setCapacity(4 * CAPACITY);
            try (Session afterwards = new Session(again)) {
                assertAllThere(afterwards.store(Tenant.SHARED));
                put(afterwards.store(Tenant.SHARED), "after");
                written.remove("after");
            }
        }
        assertTrue(opened > 0, "it never opened");
    }

    @Test
    void deletesAndACompactionMakeRoom() {
        try (Session session = new Session(disk)) {
            session.create(Tenant.SHARED);
            TenantStore store = session.store(Tenant.SHARED);
            for (int i = 0; i < 100; i++) {
                put(store, "key-" + i);
                session.advance(10);
            }
            store.flush();
            session.advance(1_000);
            long before = disk.occupiedBytes();
            for (int i = 0; i < 90; i++) {
                store.delete(("key-" + i).getBytes(StandardCharsets.UTF_8));
                written.remove("key-" + i);
            }
            store.flush();
            store.compact();
            session.advance(1_000);
            assertTrue(disk.occupiedBytes() < before, disk.occupiedBytes() + " of " + before);
            assertAllThere(store);
        }
        assertAllThereAfterAReopen();
    }

    /** Writes until it is refused. */
    private void fill(Session session, TenantStore store) {
        for (int i = 0; i < 1_000; i++) {
            put(store, "key-" + written.size());
            session.advance(10);
        }
    }

    private void put(TenantStore store, String key) {
        store.put(key, VALUE);
        written.add(key);
    }

    private void assertAllThere(TenantStore store) {
        assertEquals(written, Workload.read(store).keySet());
        for (String key : written) {
            assertArrayEquals(VALUE, store.get(key).orElseThrow());
        }
    }

    private void assertAllThereAfterAReopen() {
        try (Session session = new Session(disk)) {
            assertAllThere(session.store(Tenant.SHARED));
        }
    }
}
