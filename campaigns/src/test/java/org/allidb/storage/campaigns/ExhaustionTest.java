package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * There are no descriptors, or no memory, for a while. What is refused says so, and what was acknowledged stays. Writes
 * continue by themselves afterwards, or at the latest when the data directory is opened again.
 */
class ExhaustionTest {

    private static final byte[] VALUE = new byte[1_000];

    private final StrictMemVfs disk = new StrictMemVfs();
    private final Set<String> written = new HashSet<>();
    private int refused;
    private boolean exhausted;

    @Test
    void withoutDescriptorsWritesAreRefusedAtWorstAndGoOnAfterwards() {
        FaultPlan noDescriptors = (operation, name) -> {
            switch (operation) {
                case CREATE, OPEN, MAP -> {
                    if (exhausted) {
                        throw new IOException(name + ": Too many open files");
                    }
                }
                default -> {
                    // needs no further descriptor
                }
            }
        };
        Session session = runThrough(noDescriptors);
        assertWritesGoOn(session);
        session.reopen();
        assertWritesGoOn(session);
    }

    @Test
    void withoutMemoryNothingAcknowledgedIsLostAndAReopenHeals() {
        FaultPlan noMemory = (operation, name) -> {
            if (exhausted) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
        };
        Session session = runThrough(noMemory);
        assertEquals(written, Workload.read(session.store(Tenant.SHARED)).keySet());
        session.reopen();
        assertWritesGoOn(session);
    }

    @Test
    void memoryThatIsMissingOnceDoesNotEndTheService() {
        int[] call = {0};
        FaultPlan oneInFive = (operation, name) -> {
            if (exhausted && operation != FaultPlan.Operation.READ && ++call[0] % 5 == 0) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
        };
        assertWritesGoOn(runThrough(oneInFive));
    }

    /** Writes before and while something is exhausted, and lets some time pass afterwards. */
    private Session runThrough(FaultPlan plan) {
        Session session = new Session(new FaultyVfs(disk, plan));
        session.create(Tenant.SHARED);
        TenantStore store = session.store(Tenant.SHARED);
        write(session, store, 60);
        assertEquals(0, refused);
        exhausted = true;
        write(session, store, 120);
        exhausted = false;
        assertTrue(refused > 0, "nothing was refused: the fault did not hit");
        for (int i = 0; i < 5; i++) {
            session.advance(1_000);
        }
        return session;
    }

    private void write(Session session, TenantStore store, int count) {
        for (int i = 0; i < count; i++) {
            // a new key each time, for one that was refused may have been written nevertheless
            String key = "key-" + (written.size() + refused);
            try {
                store.put(key, VALUE);
                written.add(key);
            } catch (StorageException e) {
                refused++;
                assertTrue(e.getMessage().length() > 10, "it says what is wrong: " + e);
            } catch (OutOfMemoryError e) {
                refused++;
            }
            session.advance(20);
        }
    }

    private void assertWritesGoOn(Session session) {
        TenantStore store = session.store(Tenant.SHARED);
        store.put("afterwards-" + written.size(), VALUE);
        written.add("afterwards-" + written.size());
        store.flush();
        store.compact();
        Set<String> found = new HashSet<>(Workload.read(store).keySet());
        assertTrue(found.containsAll(written), "all that was acknowledged is there");
    }
}
