package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A campaign that fails any call of the file system while a tenant is dropped from a directory that is not open, alone with the next
 * one, or with all later ones as in a crash. Then, and after a power cut, the tenant is there with all rows, or gone; gone for good if that was
 * acknowledged; and its successor has none of its rows. The directory is one that a killed process left, with rows in logs.
 */
class ClosedDropFaultsTest {

    private static final TenantId DROPPED = TenantId.of("dropped");
    private static final TenantId OTHER = TenantId.of("other");

    @ParameterizedTest
    @CsvSource({
        "false, false, false, false",
        "true, false, true, false",
        "false, true, true, true",
        "true, true, false, true"
    })
    void tenantIsThereWholeOrGone(boolean after, boolean crash, boolean dedicatedLog, boolean encrypted) {
        Random random = new Random(Seed.get());
        StrictMemVfs killed =
                killed(TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog).withEncrypted(encrypted));
        List<String> failures = new ArrayList<>();
        int calls =
                new Run(new ThreadFaults(Integer.MAX_VALUE, after, crash), killed.afterKill()).play(random, failures);
        for (int call = 1; call <= calls && failures.size() < 5; call++) {
            new Run(new ThreadFaults(call, after, crash), killed.afterKill()).play(random, failures);
        }
        assertEquals(List.of(), failures);
        assertTrue(calls > 10, "only " + calls + " calls");
    }

    /** Returns what a killed process left: rows of both tenants in tables, and others in logs alone. */
    private static StrictMemVfs killed(TenantSettings settings) {
        StrictMemVfs files = new StrictMemVfs();
        try (Session session = new Session(files);
                TenantStore dropped = session.platform().create(DROPPED, settings);
                TenantStore other = session.platform().openOrCreate(OTHER)) {
            for (TenantStore store : List.of(dropped, other)) {
                store.put("in a table", new byte[] {1});
                store.flush();
                store.put("in a log", new byte[] {2});
            }
            session.runDue();
            return files.afterKill();
        }
    }

    private record Run(ThreadFaults faults, StrictMemVfs files) {

        int play(Random random, List<String> failures) {
            faults.begin();
            boolean dropped = drop();
            faults.end();
            // of the device, before the next process writes
            StrictMemVfs cut = files.afterPowerCut(random);
            verify(cut, dropped, "a power cut", failures);
            verify(files.afterKill(), dropped, "a kill", failures);
            return faults.calls();
        }

        private boolean drop() {
            try {
                Platforms.tools(new FaultyVfs(files, faults)).dropTenant(Platforms.DIRECTORY, DROPPED);
                return true;
            } catch (StorageException _) {
                return false;
            }
        }

        private void verify(Vfs image, boolean dropped, String when, List<String> failures) {
            try (Session session = new Session(image)) {
                StoragePlatform platform = session.platform();
                boolean there = platform.tenants().stream()
                        .anyMatch(tenant -> tenant.id().equals(DROPPED));
                if (there && dropped) {
                    failures.add(faults + ", after " + when + ": it is there again");
                }
                List<String> both = List.of("in a log", "in a table");
                check(platform, DROPPED, there ? both : List.of(), when, failures);
                check(platform, OTHER, both, when, failures);
            } catch (StorageException e) {
                failures.add(faults + ", after " + when + ": " + e);
            }
        }

        private void check(
                StoragePlatform platform, TenantId id, List<String> expected, String when, List<String> failures) {
            try (TenantStore store = platform.openOrCreate(id)) {
                List<String> rows = List.copyOf(Workload.read(store).keySet());
                if (!rows.equals(expected)) {
                    failures.add(faults + ", after " + when + ": " + id + " has " + rows);
                }
                store.put("works", new byte[1]);
            }
        }
    }
}
