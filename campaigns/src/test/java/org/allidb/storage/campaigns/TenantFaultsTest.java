package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A campaign that fails any call of the file system, before or after it took effect, while tenants are created, changed, copied,
 * suspended, resumed and dropped, and encrypted ones get another key. What is acknowledged afterwards is there after a power cut. A
 * successor never sees what was its predecessor's.
 */
class TenantFaultsTest {

    private static final TenantId FIRST = TenantId.of("first");
    private static final TenantId SECOND = TenantId.of("second");
    private static final TenantId COPY = TenantId.of("copy");
    private static final String BY = "a test";
    /** Keys are made, wrapped and unwrapped in each run: of the calls, one in so many fails. {@code -Dallidb.soak=2} fails all. */
    private static final int ENCRYPTED_ONE_IN = Integer.getInteger("allidb.soak", 1) > 1 ? 1 : 4;

    private static final Quota LIMIT = Quota.ofDisk(1L << 40);

    @ParameterizedTest
    @CsvSource({
        "true, false, false",
        "false, false, false",
        "true, true, false",
        "false, true, false",
        "true, true, true",
        "false, false, true"
    })
    void tenantIsThereOrNotButNeverByHalf(boolean after, boolean dedicatedLog, boolean encrypted) {
        Random random = new Random(Seed.get());
        TenantSettings settings =
                TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog).withEncrypted(encrypted);
        List<String> failures = new ArrayList<>();
        int calls = new Run(new ThreadFaults(Integer.MAX_VALUE, after, false), settings, random).play(failures);
        int stride = encrypted ? ENCRYPTED_ONE_IN : 1;
        for (int call = 1 + random.nextInt(stride); call <= calls && failures.size() < 5; call += stride) {
            new Run(new ThreadFaults(call, after, false), settings, random).play(failures);
        }
        assertEquals(List.of(), failures);
        assertTrue(calls > 10, "only " + calls + " calls");
    }

    private static final class Run {

        private final ThreadFaults faults;
        private final TenantSettings settings;
        private final Random random;
        private final StrictMemVfs files = new StrictMemVfs();
        private boolean suspended;
        private boolean resumed;
        private boolean copied;
        private boolean rotated;

        Run(ThreadFaults faults, TenantSettings settings, Random random) {
            this.faults = faults;
            this.settings = settings;
            this.random = random;
        }

        int play(List<String> failures) {
            boolean dropped;
            boolean written;
            StrictMemVfs cut;
            try (StoragePlatform platform = Platforms.open(new FaultyVfs(files, faults));
                    TenantStore first = platform.create(FIRST, settings)) {
                first.put("row", new byte[] {1});
                faults.begin();
                tryTo(() -> platform.create(SECOND, settings).close());
                tryTo(() -> platform.update(FIRST, settings.withQuota(LIMIT)));
                rotated = settings.encrypted() && tryTo(() -> platform.rotateKey(FIRST));
                copied = tryTo(() -> platform.copy(FIRST, COPY));
                suspended = tryTo(() -> platform.suspend(SECOND, Suspension.Mode.READ_ONLY, BY));
                boolean closed = tryTo(() -> platform.suspend(FIRST));
                resumed = tryTo(() -> platform.resume(FIRST));
                dropped = tryTo(() -> platform.drop(FIRST));
                faults.end();
                if (suspended != isSuspended(platform, SECOND)
                        || !dropped && isSuspended(platform, FIRST) != (closed && !resumed)) {
                    failures.add(faults + ": what was refused is in force, or what was acknowledged is not");
                }
                written = !dropped && tryTo(() -> first.put("late", new byte[] {2}));
                if (dropped && !tryTo(() -> recreate(platform))) {
                    failures.add(faults + ": no successor");
                }
                cut = files.afterPowerCut(random);
            } catch (StorageException e) {
                failures.add(faults + ": " + e);
                return faults.calls();
            }
            verify(cut, dropped, written, "a power cut", failures);
            verify(files, dropped, written, "a reopen", failures);
            return faults.calls();
        }

        private static void recreate(StoragePlatform platform) {
            try (TenantStore again = platform.openOrCreate(FIRST)) {
                again.put("new", new byte[] {3});
            }
        }

        private void verify(Vfs image, boolean dropped, boolean written, String when, List<String> failures) {
            try (StoragePlatform platform = Platforms.open(image)) {
                Optional<TenantInfo> found = platform.tenants().stream()
                        .filter(tenant -> tenant.id().equals(FIRST))
                        .findFirst();
                List<String> rows = List.of();
                if (found.isPresent()) {
                    if (found.get().suspended() && (resumed || dropped)) {
                        failures.add(faults + ", after " + when + ": what was resumed, or is new, is suspended");
                    }
                    platform.resume(FIRST);
                    try (TenantStore store = platform.open(FIRST)) {
                        rows = List.copyOf(Workload.read(store).keySet());
                    }
                }
                boolean right = dropped
                        ? rows.equals(List.of("new"))
                        : rows.equals(written ? List.of("late", "row") : List.of("row"))
                                || !written && (found.isEmpty() || rows.equals(List.of("late", "row")));
                if (!right) {
                    failures.add(
                            faults + ", after " + when + ", dropped " + dropped + ", written " + written + ": " + rows);
                }
                if (found.isPresent() && !dropped && rotated && !hasLaterKey(platform)) {
                    failures.add(faults + ", after " + when + ": the new key is lost");
                }
                verifyCopy(platform, when, failures);
                if (suspended && !isSuspended(platform, SECOND)) {
                    failures.add(faults + ", after " + when + ": the suspension is lost");
                }
                try (TenantStore store = platform.openOrCreate(SECOND)) {
                    if (isSuspended(platform, SECOND)) {
                        assertThrows(TenantSuspendedException.class, () -> store.put("refused", new byte[1]));
                        platform.resume(SECOND);
                    }
                    store.put("works", new byte[1]);
                }
            } catch (StorageException e) {
                failures.add(faults + ", after " + when + ": " + e);
            }
        }

        /** Checks that the copy has all rows, or that there is none if none was acknowledged. */
        private void verifyCopy(StoragePlatform platform, String when, List<String> failures) {
            boolean there =
                    platform.tenants().stream().anyMatch(tenant -> tenant.id().equals(COPY));
            try (TenantStore store = platform.openOrCreate(COPY)) {
                List<String> rows = List.copyOf(Workload.read(store).keySet());
                if (!rows.equals(there ? List.of("row") : List.of()) || copied && !there) {
                    failures.add(faults + ", after " + when + ": the copy, made " + copied + ", has " + rows);
                }
                store.put("works", new byte[1]);
            }
        }

        private static boolean hasLaterKey(StoragePlatform platform) {
            return platform.encryption(FIRST).keyNumber() > 1;
        }

        /** Returns whether a tenant is suspended; and if so, in the one mode of the one call that may have done so. */
        private static boolean isSuspended(StoragePlatform platform, TenantId id) {
            Optional<Suspension> found = platform.tenants().stream()
                    .filter(tenant -> tenant.id().equals(id))
                    .findFirst()
                    .flatMap(TenantInfo::suspension);
            if (id.equals(SECOND) && found.isPresent()) {
                assertEquals(Suspension.Mode.READ_ONLY, found.get().mode());
                assertEquals(BY, found.get().by());
            }
            return found.isPresent();
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
