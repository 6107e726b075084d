package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * Cuts the power before and after every call of the file system that changes something, while an encrypted tenant is created, written,
 * flushed, gets new keys, is merged and copied. The tenant is there or not; if it is, every acknowledged row can be decrypted, the tenant
 * takes writes, gets another key, and is merged. {@code -Dallidb.soak=N} plays N times as many workloads.
 */
class EncryptedPowerCutTest {

    private static final int ROUNDS = Integer.getInteger("allidb.soak", 1);
    private static final int MOST_FAILURES = 3;
    /** Of the calls, one in so many is followed by a cut; all are when the keys change. */
    private static final int CUT_ONE_IN = 5;
    /** One in so many images is worked with after it was read. */
    private static final int USE_ONE_IN = 8;

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantSettings ENCRYPTED = TenantSettings.DEFAULTS.withEncrypted(true);
    private static final StorageConfiguration CONFIGURATION = Platforms.SERIAL.with("compaction.enabled", "false");

    private final List<String> failures = new ArrayList<>();
    private int images;
    private int withKeys;

    @Test
    void encryptedRowsSurviveEveryPowerCut() {
        long seed = Seed.get();
        for (int round = 0; round < ROUNDS; round++) {
            new Round(seed + round).run();
        }
        System.out.println("EncryptedPowerCutTest: " + images + " images, " + withKeys + " with more than one key");
        assertEquals(List.of(), failures);
        assertTrue(withKeys > 0, "no image has two keys");
    }

    private static StoragePlatform open(FaultPlan plan, StrictMemVfs files) {
        return Platforms.open(new FaultyVfs(files, plan), new SerialRuntime(new ManualClock()), CONFIGURATION);
    }

    private final class Round implements FaultPlan {

        private final long seed;
        private final Random random;
        private final StrictMemVfs files = new StrictMemVfs();
        private final Map<String, Integer> acknowledged = new TreeMap<>();
        private String pending = "";
        private boolean created;
        private boolean keysChange;
        private String step = "";

        Round(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            // the first open is none of this test's business
            open((operation, name) -> {}, files).close();
            try (StoragePlatform platform = open(this, files)) {
                step = "create";
                keysChange = true;
                try (TenantStore store = platform.create(SECRET, ENCRYPTED)) {
                    created = true;
                    keysChange = false;
                    put(store, 6);
                    step = "flush";
                    store.flush();
                    put(store, 4);
                    step = "rotate";
                    keysChange = true;
                    platform.rotateKey(SECRET);
                    keysChange = false;
                    put(store, 4);
                    step = "compact";
                    keysChange = true;
                    store.compact();
                    keysChange = false;
                    put(store, 3);
                    step = "copy";
                    platform.copy(SECRET, TenantId.of("copy"));
                }
                step = "close";
            }
        }

        private void put(TenantStore store, int rows) {
            for (int i = 0; i < rows; i++) {
                String key = "key-" + acknowledged.size();
                step = "put " + key;
                pending = key;
                store.put(key, value(key));
                acknowledged.put(key, acknowledged.size());
            }
            pending = "";
        }

        private byte[] value(String key) {
            return (key + " has a value. ").repeat(40).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void before(Operation operation, String name) {
            cut(operation, "before " + operation + " of " + name);
        }

        @Override
        public void after(Operation operation, String name) {
            cut(operation, "after " + operation + " of " + name);
        }

        private void cut(Operation operation, String where) {
            boolean changes = operation != Operation.READ && operation != Operation.OPEN && operation != Operation.MAP;
            if (changes && failures.size() < MOST_FAILURES && (keysChange || random.nextInt(CUT_ONE_IN) == 0)) {
                verify(files.afterPowerCut(random), "seed " + seed + ", " + step + ", " + where);
            }
        }

        private void verify(StrictMemVfs image, String where) {
            images++;
            // it is not closed unless it is worked with: nothing of it runs
            try {
                StoragePlatform platform = open((operation, name) -> {}, image);
                boolean there =
                        platform.tenants().stream().anyMatch(info -> info.id().equals(SECRET));
                if (!there) {
                    if (created) {
                        failures.add(where + ": the tenant is gone");
                    }
                    return;
                }
                TenantStore store = platform.open(SECRET);
                requireRows(store, where);
                withKeys += platform.encryption(SECRET).keys() > 1 ? 1 : 0;
                if (random.nextInt(USE_ONE_IN) == 0) {
                    use(platform, store, image, where);
                }
            } catch (StorageException e) {
                failures.add(where + ": " + e);
            }
        }

        private void use(StoragePlatform platform, TenantStore store, StrictMemVfs image, String where) {
            platform.rotateKey(SECRET);
            store.compact();
            requireRows(store, where + ", after another key");
            if (platform.encryption(SECRET).keys() != 1) {
                failures.add(where + ": an earlier key is left although all was merged");
            }
            platform.close();
            try (StoragePlatform again = open((operation, name) -> {}, image);
                    TenantStore reopened = again.open(SECRET)) {
                requireRows(reopened, where + ", opened again");
            }
        }

        private void requireRows(TenantStore store, String where) {
            int found = 0;
            try (Cursor cursor = store.scan(ScanRequest.all())) {
                while (cursor.next()) {
                    String key = cursor.entity().toText();
                    boolean known = acknowledged.containsKey(key) || key.equals(pending);
                    if (!known || store.get(key).orElseThrow().length != value(key).length) {
                        failures.add(where + ": " + key + " is there");
                    }
                    found += acknowledged.containsKey(key) ? 1 : 0;
                }
            }
            if (found != acknowledged.size()) {
                failures.add(where + ": " + found + " rows of " + acknowledged.size());
            }
        }
    }
}
