package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A campaign that fails any call of the two file systems while a tenant is moved from one to the other, alone with the next one, or
 * with all later ones as in a crash. Then, and after a power cut, the tenant takes writes in one of the two at most, one of the two
 * has all rows, and the move can be finished and undone.
 */
class TenantMoveFaultsTest {

    private static final TenantId TENANT = TenantId.of("moved");
    private static final List<String> ROWS =
            IntStream.range(0, 9).mapToObj(i -> "row " + i).toList();

    @ParameterizedTest
    @CsvSource({
        "false, false, false",
        "true, false, false",
        "false, true, false",
        "true, true, false",
        "true, false, true",
        "false, true, true"
    })
    void tenantIsHereOrThereAndNeverInBothNorInNone(boolean after, boolean crash, boolean encrypted) {
        Random random = new Random(Seed.get());
        List<String> failures = new ArrayList<>();
        int calls = new Run(new ThreadFaults(Integer.MAX_VALUE, after, crash), crash, encrypted, random).play(failures);
        for (int call = 1; call <= calls && failures.size() < 5; call++) {
            new Run(new ThreadFaults(call, after, crash), crash, encrypted, random).play(failures);
        }
        assertEquals(List.of(), failures);
        assertTrue(calls > 30, "only " + calls + " calls");
    }

    private static final class Run {

        private final ThreadFaults faults;
        private final boolean crash;
        private final boolean encrypted;
        private final Random random;
        private final StrictMemVfs here = new StrictMemVfs();
        private final StrictMemVfs there = new StrictMemVfs();
        /** What was written after the fault. */
        private final List<String> late = new ArrayList<>();

        Run(ThreadFaults faults, boolean crash, boolean encrypted, Random random) {
            this.faults = faults;
            this.crash = crash;
            this.encrypted = encrypted;
            this.random = random;
        }

        int play(List<String> failures) {
            StrictMemVfs hereCut;
            StrictMemVfs thereCut;
            try (Session sourceSession = new Session(new FaultyVfs(here, faults));
                    Session targetSession = new Session(new FaultyVfs(there, faults))) {
                StoragePlatform source = sourceSession.platform();
                StoragePlatform target = targetSession.platform();
                fill(source);
                sourceSession.runDue();
                faults.begin();
                boolean moved = tryTo(() -> source.move(TENANT, target));
                if (crash) {
                    hereCut = here.afterPowerCut(random);
                    thereCut = there.afterPowerCut(random);
                    faults.end();
                } else {
                    faults.end();
                    check(source, target, "at once", failures);
                    hereCut = here.afterPowerCut(random);
                    thereCut = there.afterPowerCut(random);
                }
                if (moved && !source.tenants().isEmpty()) {
                    failures.add(faults + ": it was moved, and is still here");
                }
            } catch (StorageException e) {
                failures.add(faults + ": " + e);
                return faults.calls();
            }
            verify(
                    hereCut,
                    thereCut,
                    "finished",
                    (source, target) -> {
                        if (!source.tenants().isEmpty()) {
                            source.move(TENANT, target);
                        }
                        if (!source.tenants().isEmpty() || !rows(target).equals(expected())) {
                            failures.add(faults + ", finished: " + source.tenants() + " here, there " + rows(target));
                        }
                    },
                    failures);
            if (!crash) {
                // what a crash leaves is undone in the other runs
                return faults.calls();
            }
            verify(
                    hereCut,
                    thereCut,
                    "undone",
                    (source, target) -> {
                        boolean half = find(source).isPresent() && find(target).isPresent();
                        boolean arrived = find(target)
                                .filter(tenant -> !tenant.suspended())
                                .isPresent();
                        try {
                            source.abandonMove(TENANT, target);
                            if (!half
                                    || arrived
                                    || !rows(source).equals(expected())
                                    || !target.tenants().isEmpty()) {
                                failures.add(faults + ", undone: " + rows(source) + " here, there " + target.tenants());
                            }
                        } catch (InvalidArgumentException e) {
                            if (half && !arrived) {
                                failures.add(faults + ", undone: " + e);
                            }
                        } catch (StorageException e) {
                            if (find(source).isPresent()) {
                                failures.add(faults + ", undone: " + e);
                            }
                        }
                    },
                    failures);
            return faults.calls();
        }

        private void fill(StoragePlatform source) {
            try (TenantStore store = source.create(TENANT, TenantSettings.DEFAULTS.withEncrypted(encrypted))) {
                for (String row : ROWS.subList(0, 8)) {
                    store.put(row, new byte[100]);
                }
                store.flush();
                if (encrypted) {
                    // the row in memory and the table have different keys
                    source.rotateKey(TENANT);
                }
                store.put(ROWS.getLast(), new byte[100]);
            }
        }

        private List<String> expected() {
            List<String> rows = new ArrayList<>(late);
            rows.addAll(ROWS);
            return rows;
        }

        private void verify(
                StrictMemVfs hereCut,
                StrictMemVfs thereCut,
                String what,
                BiConsumer<StoragePlatform, StoragePlatform> work,
                List<String> failures) {
            List<String> before = List.copyOf(late);
            Vfs hereAgain = hereCut.afterKill();
            Vfs thereAgain = thereCut.afterKill();
            try (Session source = new Session(hereAgain);
                    Session target = new Session(thereAgain)) {
                check(source.platform(), target.platform(), "to be " + what, failures);
                work.accept(source.platform(), target.platform());
            } catch (StorageException e) {
                failures.add(faults + ", " + what + ": " + e);
            }
            // of what is written here the other image knows nothing
            late.clear();
            late.addAll(before);
        }

        /** Checks that one of the two has all rows, that one of the two at most takes writes, and what they say. */
        private void check(StoragePlatform source, StoragePlatform target, String when, List<String> failures) {
            boolean takesHere = takesWrites(source);
            boolean takesThere = takesWrites(target);
            if (takesHere && takesThere) {
                failures.add(faults + ", " + when + ": both take writes");
            }
            StoragePlatform owner = takesThere ? target : source;
            List<String> rows = rows(owner);
            if (!rows.equals(expected())) {
                failures.add(faults + ", " + when + ": the rows are " + rows);
            }
            Optional<Suspension> said = find(source).flatMap(TenantInfo::suspension);
            if (!takesHere && find(source).isPresent() && said.isEmpty()) {
                failures.add(faults + ", " + when + ": the source refuses writes and does not say why");
            }
        }

        /** Writes a row that is expected from now on, unless that is refused. */
        private boolean takesWrites(StoragePlatform platform) {
            String row = "late " + late.size();
            if (!tryTo(() -> {
                try (TenantStore store = platform.open(TENANT)) {
                    store.put(row, new byte[1]);
                }
            })) {
                return false;
            }
            late.add(row);
            return true;
        }

        private static List<String> rows(StoragePlatform platform) {
            try (TenantStore store = platform.open(TENANT)) {
                return List.copyOf(Workload.read(store).keySet());
            }
        }

        private static Optional<TenantInfo> find(StoragePlatform platform) {
            return platform.tenants().stream().findFirst();
        }

        private static boolean tryTo(Runnable action) {
            try {
                action.run();
                return true;
            } catch (StorageException _) {
                return false;
            }
        }
    }
}
