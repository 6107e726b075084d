package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.DeflateCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables get dictionaries while the platform runs, whose codecs fail and are replaced. */
class DictionariesTest {

    private static final TenantId OWN = TenantId.of("own");
    private static final TenantSettings DICTIONARY =
            TenantSettings.DEFAULTS.withParameters(Map.of("sstable.dictionary_kb", "16"));
    private static final int ROWS = 8_000;

    /** The JDK's compression, with a count of what is bound to dictionaries. */
    private static final class Counted extends DeflateCodec {

        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public BoundCodec withDictionary(byte[] dictionary) {
            BoundCodec bound = super.withDictionary(dictionary);
            made.incrementAndGet();
            open.incrementAndGet();
            AtomicBoolean closed = new AtomicBoolean();
            return new BoundCodec() {

                @Override
                public String name() {
                    return bound.name();
                }

                @Override
                public int maxCompressedLength(int length) {
                    return bound.maxCompressedLength(length);
                }

                @Override
                public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                    return bound.compress(source, sourceOffset, length, target, targetOffset);
                }

                @Override
                public void decompress(
                        byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int original) {
                    bound.decompress(source, sourceOffset, length, target, targetOffset, original);
                }

                @Override
                public void close() {
                    if (closed.compareAndSet(false, true)) {
                        open.decrementAndGet();
                    }
                }
            };
        }
    }

    @Test
    void tenantHasDictionariesAtOnceAndKeepsItsRows() {
        // the clock stands still: what waits for bandwidth waits for ever
        Map<String, Object> settings =
                Map.of("sstable.codec", "zstd", "compaction.max_bandwidth_mbps", 0, "compaction.max_iops", 0);
        try (House house = new House((operation, name) -> {}, settings);
                TenantStore own = house.platform().create(OWN, DICTIONARY)) {
            fill(own);
            fill(house.store());
            assertTrue(
                    bytes(own) < bytes(house.store()) * 9 / 10,
                    bytes(own) + " bytes with a dictionary, " + bytes(house.store()) + " without");
            assertReads(own);
            assertEquals(List.of(), house.platform().scrub(OWN).findings());
            house.reopen();
            try (TenantStore again = house.platform().open(OWN)) {
                assertReads(again);
                // merged into tables without compression, and back
                again.compact();
                assertReads(again);
                house.platform().configure(house.platform().configuration().with("sstable.bottom_codec", "zstd-19"));
                again.compact();
                assertReads(again);
            }
            house.platform().copy(OWN, TenantId.of("copy"));
            try (TenantStore copy = house.platform().open(TenantId.of("copy"))) {
                assertReads(copy);
            }
        }
    }

    /** A bundle that was updated must not be kept by tables that are not read. */
    @Test
    void replacedCodecIsReleasedByOpenTables() {
        Counted first = new Counted();
        Counted second = new Counted();
        // no cache: each read of a block needs its codec
        Map<String, Object> settings =
                Map.of("sstable.codec", "deflate", "sstable.dictionary_kb", 16, "sstable.cache_mb", 0);
        try (House house = new House((operation, name) -> {}, settings, first)) {
            fill(house.store());
            assertEquals(0, first.open.get(), "the table is written");
            assertReads(house.store());
            assertEquals(1, first.open.get(), "the table is read");
            house.platform().components().install(second);
            assertEquals(0, first.open.get(), "the codec was replaced");
            assertReads(house.store());
            assertEquals(1, second.made.get());
            house.platform().components().remove(second);
            assertEquals(0, second.open.get(), "the codec was taken out, and the first one is current again");
            assertReads(house.store());
            house.platform().configure(house.platform().configuration().with("sstable.codec", "none"));
            Counted third = new Counted();
            house.platform().components().install(third);
            assertEquals(0, first.open.get(), "whether it is configured or not");
        }
        assertEquals(0, second.open.get());
    }

    @Test
    void codecThatFailsToTrainIsReportedAndTheRowsAreFlushed() {
        DeflateCodec failing = new DeflateCodec() {
            @Override
            public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                throw new IllegalStateException("broken");
            }
        };
        Map<String, Object> settings = Map.of("sstable.codec", "deflate", "sstable.dictionary_kb", 16);
        try (House house = new House((operation, name) -> {}, settings, failing)) {
            List<String> failures = new CopyOnWriteArrayList<>();
            house.platform().subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            fill(house.store());
            assertEquals(1, house.store().tables().size());
            assertReads(house.store());
            Await.until("a report of the failure", () -> !failures.isEmpty());
            assertEquals(
                    List.of("codec 'deflate' (" + failing.getClass().getName()
                            + ") failed to make a dictionary: java.lang.IllegalStateException: broken; the table is"
                            + " written without a dictionary. Replace the codec"),
                    failures);
        }
    }

    /**
     * Tables that are written on the way are as the tenant's settings say. A dictionary is made of rows, and so is encrypted where the
     * tenant is.
     */
    @Test
    void tenantHasItsCodecAndDictionariesWhereverItGoes(@TempDir Path directory) throws IOException {
        TenantId secret = TenantId.of("secret");
        TenantId restored = TenantId.of("restored");
        TenantId copied = TenantId.of("copied");
        Path keys = new MasterKeyFile(directory.resolve("keys"), "master").path();
        StorageConfiguration configuration = StorageConfiguration.DEFAULTS
                .with("encryption.key_path", keys.toString())
                .with("wal.max_file_mb", "1")
                .with("compaction.enabled", "false");
        TenantSettings settings = TenantSettings.DEFAULTS.withParameters(
                Map.of("sstable.codec", "zstd", "sstable.bottom_codec", "zstd", "sstable.dictionary_kb", "16"));
        long most;
        try (StoragePlatform here = platform(directory.resolve("here"), configuration);
                StoragePlatform there = platform(directory.resolve("there"), configuration);
                TenantStore plain = here.create(OWN, settings);
                TenantStore store = here.create(secret, settings.withEncrypted(true))) {
            fill(plain);
            assertTrue(contains(directory, "author"), "a dictionary that is not encrypted is found");
            here.drop(OWN);
            fill(store);
            most = bytes(store) * 11 / 10;
            here.rotateKey(secret);
            store.compact();
            try (BackupDirectory backups = here.backups(directory.resolve("backups"))) {
                backups.create();
                backups.verify(1);
                backups.restore(1, secret, restored);
            }
            here.copy(secret, copied);
            here.move(secret, there);
            assertComplete(there, secret, most);
            assertComplete(here, restored, most);
            assertComplete(here, copied, most);
        }
        StorageTools tools = StorageTools.load(configuration, List.of());
        tools.repair(directory.resolve("here"), directory.resolve("repaired"), ToolProgress.NONE);
        try (StoragePlatform repaired = platform(directory.resolve("repaired"), configuration)) {
            assertComplete(repaired, restored, most);
        }
        assertFalse(contains(directory, "author"), "rows are on disk as they are");
    }

    private static StoragePlatform platform(Path directory, StorageConfiguration configuration) {
        return StoragePlatform.builder(directory).configuration(configuration).open();
    }

    private static void assertComplete(StoragePlatform platform, TenantId tenant, long mostBytes) {
        assertEquals(List.of(), platform.scrub(tenant).findings());
        try (TenantStore store = platform.open(tenant)) {
            assertReads(store);
            assertTrue(
                    bytes(store) <= mostBytes, () -> "'" + tenant + "' has " + bytes(store) + " bytes of " + mostBytes);
            // read by its dictionary, and written with another one
            store.compact();
            assertReads(store);
        }
    }

    /** Returns whether a file has a text as it is. */
    private static boolean contains(Path directory, String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void fill(TenantStore store) {
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            store.put(key(i), value(random));
        }
        store.flush();
    }

    private static void assertReads(TenantStore store) {
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            byte[] expected = value(random);
            if (i % 100 == 0) {
                assertEquals(House.text(expected), House.text(store.get(key(i)).orElseThrow()));
            }
        }
        assertEquals(ROWS, House.entities(store, ScanRequest.all()).size());
    }

    private static String key(int i) {
        return "row-" + (100_000 + i);
    }

    private static byte[] value(Random random) {
        Random words = new Random(7 + random.nextInt(300));
        StringBuilder text = new StringBuilder("{\"author\": \"");
        for (int word = 0; word < 6; word++) {
            text.append(Integer.toString(words.nextInt(1 << 30), 36)).append(' ');
        }
        return House.bytes(text.append("\", \"number\": ")
                .append(random.nextInt(1_000))
                .append('}')
                .toString());
    }

    private static long bytes(TenantStore store) {
        return store.tables().stream().mapToLong(TableInfo::fileBytes).sum();
    }
}
