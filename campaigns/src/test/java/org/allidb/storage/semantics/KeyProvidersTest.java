package org.allidb.storage.semantics;

import static org.allidb.storage.semantics.House.bytes;
import static org.allidb.storage.semantics.House.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.testkit.MemoryKeys;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;

/** A provider of keys that is missing, or misbehaves, refuses the tenants that need it, and no other. */
class KeyProvidersTest {

    private static final TenantId SECRET = TenantId.of("secret");
    private static final TenantId OTHER = TenantId.of("other");
    private static final TenantId OPEN = TenantId.of("open");
    private static final TenantSettings ENCRYPTED = TenantSettings.DEFAULTS.withEncrypted(true);

    private final StrictMemVfs files = new StrictMemVfs();
    private final MemoryKeys keys = new MemoryKeys("master");

    /** Keys that do something else than they should once they are told to. */
    private static final class Changed implements KeyProvider {

        private final KeyProvider sound;
        private volatile UnaryOperator<byte[]> unwrapped = key -> key;
        private volatile UnaryOperator<byte[]> wrapped = key -> key;

        Changed(KeyProvider sound) {
            this.sound = sound;
        }

        @Override
        public String name() {
            return MemoryKeys.NAME;
        }

        @Override
        public byte[] wrap(KeyRequest request, byte[] key) throws IOException {
            return wrapped.apply(sound.wrap(request, key));
        }

        @Override
        public byte[] unwrap(KeyRequest request, byte[] key) throws IOException {
            return unwrapped.apply(sound.unwrap(request, key));
        }
    }

    private StoragePlatformBuilder builder(KeyProvider... providers) {
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(files))
                .set("engine.vfs", VfsProviders.NAME)
                .set("encryption.provider", MemoryKeys.NAME)
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1);
        for (KeyProvider provider : providers) {
            builder.use(provider);
        }
        return builder;
    }

    private void fill() {
        try (StoragePlatform platform = builder(keys).open();
                TenantStore secret = platform.create(SECRET, ENCRYPTED);
                TenantStore open = platform.create(OPEN, TenantSettings.DEFAULTS)) {
            secret.put("k", bytes("in a table"));
            secret.flush();
            secret.put("l", bytes("in the log"));
            open.put("k", bytes("open"));
        }
    }

    private static String refusal(StoragePlatform platform) {
        return assertThrows(TenantKeyException.class, () -> platform.open(SECRET))
                .getMessage();
    }

    private static void assertOthersWork(StoragePlatform platform) {
        try (TenantStore open = platform.open(OPEN)) {
            open.put("n", bytes("written meanwhile"));
            assertEquals("open", text(open.get("k").orElseThrow()));
        }
    }

    private static void assertThere(StoragePlatform platform) {
        try (TenantStore secret = platform.open(SECRET)) {
            assertEquals("in a table", text(secret.get("k").orElseThrow()));
            assertEquals("in the log", text(secret.get("l").orElseThrow()));
        }
    }

    @Test
    void tenantOfAMissingProviderWaitsForIt() {
        fill();
        try (StoragePlatform platform = builder().open()) {
            assertTrue(refusal(platform)
                    .startsWith("the key of tenant 'secret' cannot be unwrapped by the master key 'master' of keys"
                            + " 'memory-keys': there is no keys 'memory-keys'; install the bundle or jar that"
                            + " provides it"));
            assertOthersWork(platform);
            platform.components().install(keys);
            assertThere(platform);
        }
    }

    @Test
    void recordsInTheLogStayForATenantWhoseKeyIsNotThere() {
        fill();
        for (int i = 0; i < 3; i++) {
            try (StoragePlatform platform =
                    builder().set("engine.left_in_log_mb", 0).open()) {
                assertTrue(refusal(platform).contains("cannot be unwrapped"));
                try (TenantStore open = platform.open(OPEN)) {
                    for (int row = 0; row < 30; row++) {
                        open.put("fill", new byte[100_000]);
                    }
                    open.flush();
                }
            }
        }
        try (StoragePlatform platform = builder(keys).open()) {
            assertThere(platform);
        }
    }

    @Test
    void wrongKeyIsRefusedAndTheRightOneOpens() {
        fill();
        MemoryKeys wrong = new MemoryKeys();
        wrong.put("master", "another one");
        try (StoragePlatform platform = builder(wrong).open()) {
            assertEquals(
                    "the key of tenant 'secret' cannot be unwrapped by the master key 'master' of keys 'memory-keys':"
                            + " it was wrapped by another key. Nothing was changed and nothing is lost; the tenant is"
                            + " usable when its master key is there",
                    refusal(platform));
            assertOthersWork(platform);
            wrong.put("master", "master");
            assertThere(platform);
        }
    }

    @Test
    void keyThatIsNoneIsNoticedBeforeItIsUsed() {
        fill();
        Changed changed = new Changed(keys);
        try (StoragePlatform platform = builder(changed).open()) {
            changed.unwrapped = key -> null;
            assertTrue(refusal(platform).contains("it returned nothing"));
            changed.unwrapped = key -> new byte[5];
            assertTrue(refusal(platform).contains("it returned no key"));
            changed.unwrapped = key -> new byte[32];
            assertThrows(StorageException.class, () -> platform.open(SECRET), "a key, but another one");
            assertTrue(assertThrows(TenantKeyException.class, () -> platform.create(OTHER, ENCRYPTED))
                    .getMessage()
                    .contains(
                            "keys 'memory-keys' returned another key than they have wrapped for tenant 'other'; it was"
                                    + " not used, and nothing was changed. Replace them"));
            assertEquals(
                    3,
                    platform.components().list().stream()
                            .filter(part -> part.name().equals(MemoryKeys.NAME))
                            .mapToLong(ComponentInfo::failures)
                            .sum(),
                    "nothing, no key and another one");
            changed.unwrapped = key -> key;
            changed.wrapped = key -> new byte[10_000];
            assertThrows(TenantKeyException.class, () -> platform.create(OTHER, ENCRYPTED));
            assertEquals(2, platform.tenants().size(), "it is not there by half");
            assertOthersWork(platform);
            assertThere(platform);
        }
    }

    @Test
    void exceptionOfAProviderIsToldWithoutWhatItSays() {
        fill();
        Changed changed = new Changed(keys);
        List<String> events = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        changed.unwrapped = key -> {
            seen.add(HexFormat.of().formatHex(key));
            throw new IllegalStateException("the key is " + seen.getLast());
        };
        String told;
        try (StoragePlatform platform = builder(changed).open()) {
            platform.subscribe(event -> events.add(event.message()));
            told = refusal(platform);
            assertOthersWork(platform);
        }
        assertTrue(told.contains("it failed with java.lang.IllegalStateException"), told);
        assertFalse(seen.isEmpty());
        assertTrue(events.stream().anyMatch(event -> event.contains("it failed with")), "" + events);
        seen.forEach(key -> {
            assertFalse(told.contains(key));
            assertFalse(events.toString().contains(key));
        });
    }

    @Test
    void providerThatNeverReturnsIsLeftBehind() {
        fill();
        Changed changed = new Changed(keys);
        CountDownLatch end = new CountDownLatch(1);
        try (StoragePlatform platform =
                builder(changed).set("encryption.timeout_ms", 50).open()) {
            changed.unwrapped = key -> {
                boolean ended = false;
                while (!ended) {
                    try {
                        end.await();
                        ended = true;
                    } catch (InterruptedException e) {
                        // it does not care
                    }
                }
                return key;
            };
            assertTrue(refusal(platform).contains("it has not answered within 50 ms"));
            assertOthersWork(platform);
            changed.unwrapped = key -> key;
            platform.configure(platform.configuration().with("encryption.timeout_ms", "10000"));
            assertThere(platform);
        } finally {
            end.countDown();
        }
    }
}
