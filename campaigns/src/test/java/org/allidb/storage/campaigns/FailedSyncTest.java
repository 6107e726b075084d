package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * A sync fails, and the next one would succeed without having written anything. Writes that waited for it are not
 * acknowledged. What was acknowledged before survives a power cut at any time, and writes continue in another file.
 */
class FailedSyncTest {

    private static final byte[] VALUE = new byte[300];

    private final StrictMemVfs disk = new StrictMemVfs();
    private final Set<String> acknowledged = new HashSet<>();

    @Test
    void nothingIsAcknowledgedByASyncThatFailedAndWritesGoOn() {
        Session session = new Session(disk);
        session.create(Tenant.SHARED);
        TenantStore store = session.store(Tenant.SHARED);
        for (int round = 0; round < 10; round++) {
            put(store, "before-" + round);
            disk.failNextSync();
            int number = round;
            StorageException told = assertThrows(StorageException.class, () -> put(store, "in-doubt-" + number));
            assertTrue(told.getMessage().contains("nothing is acknowledged"), told.getMessage());
            assertSurvivesPowerCuts(round);
            assertTrue(Workload.read(store).keySet().containsAll(acknowledged), "reads go on");

            session.advance(1_000);
            put(store, "after-" + round);
            assertSurvivesPowerCuts(round);
        }
        session.close();
        assertSurvivesPowerCuts(0);
    }

    @Test
    void processThatComesAfterDoesNotTrustThePagesOfAFailedSync() {
        Session session = new Session(disk);
        session.create(Tenant.SHARED);
        TenantStore store = session.store(Tenant.SHARED);
        put(store, "before");
        disk.failNextSync();
        assertThrows(StorageException.class, () -> put(store, "in-doubt"));
        StrictMemVfs afterKill = disk.afterKill();
        Session next = new Session(afterKill);
        Set<String> found = Workload.read(next.store(Tenant.SHARED)).keySet();
        assertTrue(found.contains("before"), found.toString());
        next.store(Tenant.SHARED).put("next", VALUE);
        Set<String> kept = new HashSet<>(found);
        kept.add("next");
        for (int seed = 0; seed < 100; seed++) {
            Session recovered = new Session(afterKill.afterPowerCut(new Random(seed)));
            assertEquals(kept, Workload.read(recovered.store(Tenant.SHARED)).keySet(), "what was seen once stays");
        }
    }

    private void put(TenantStore store, String key) {
        store.put(key, VALUE);
        acknowledged.add(key);
    }

    private void assertSurvivesPowerCuts(int round) {
        for (int seed = 0; seed < 20; seed++) {
            Session recovered = new Session(disk.afterPowerCut(new Random(31L * round + seed)));
            Set<String> found = Workload.read(recovered.store(Tenant.SHARED)).keySet();
            assertTrue(found.containsAll(acknowledged), "after a power cut there are " + found);
        }
    }
}
