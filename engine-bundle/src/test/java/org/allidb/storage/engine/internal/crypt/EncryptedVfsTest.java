package org.allidb.storage.engine.internal.crypt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.MemoryKeys;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chunk of an encrypted table is accepted at its place in its file alone. */
class EncryptedVfsTest {

    private static final String TABLE = "000000000007.sst";
    private static final int STORED = ChunkFormat.STORED_CHUNK;

    private final StrictMemVfs stored = new StrictMemVfs();
    private final ProviderRegistry providers = new ProviderRegistry();
    private MasterKeys masters;
    private TenantKeys keys;
    private Vfs files;

    @BeforeEach
    void makeKeys() throws IOException {
        providers.install(new MemoryKeys("master"));
        masters = new MasterKeys(
                providers,
                () -> StorageConfiguration.DEFAULTS.with("encryption.provider", MemoryKeys.NAME),
                new SerialRuntime(new ManualClock()));
        keys = TenantKeys.create(tenant(3), stored, masters, 0);
        files = new EncryptedVfs(stored, keys);
    }

    @AfterEach
    void close() {
        masters.close();
    }

    private static TenantDescriptor tenant(long generation) {
        return TenantDescriptor.of(TenantId.of("acme"), generation, TenantSettings.DEFAULTS.withEncrypted(true), 0);
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private void write(String name, byte[] content, int piece) throws IOException {
        try (VfsFile file = files.create(name)) {
            for (int at = 0; at < content.length; at += piece) {
                file.write(at, content, at, Math.min(piece, content.length - at));
            }
            file.sync();
        }
    }

    @Test
    void aSyncInBetweenIsNotTheEnd() throws IOException {
        for (int length : new int[] {1, 4095, 4096, 4097, 3 * 4096 + 5}) {
            byte[] content = content(2 * length);
            try (VfsFile file = files.create(TABLE)) {
                file.write(0, content, 0, length);
                file.syncWritten();
                file.syncWritten();
                file.write(length, content, length, length);
                file.sync();
            }
            assertArrayEquals(content, read(files, TABLE), length + " bytes");
            files.delete(TABLE);
        }
    }

    private static byte[] read(Vfs from, String name) throws IOException {
        try (VfsFile file = from.openReadOnly(name)) {
            byte[] content = new byte[(int) file.size()];
            assertEquals(content.length, file.read(0, content, 0, content.length));
            return content;
        }
    }

    private byte[] storedBytes(String name) throws IOException {
        return read(stored, name);
    }

    private void store(String name, byte[] bytes) throws IOException {
        if (stored.kind(name) == Vfs.FileKind.FILE) {
            stored.delete(name);
        }
        try (VfsFile file = stored.create(name)) {
            file.write(0, bytes, 0, bytes.length);
        }
    }

    @Test
    void whatIsWrittenInAnyPiecesIsReadInAnyPieces() throws IOException {
        int table = 1;
        for (int length : new int[] {0, 1, 4095, 4096, 4097, 8192, 300_000}) {
            byte[] content = content(length);
            String name = String.format("%012d.sst", table++);
            write(name, content, 1 + 700 * table);
            assertEquals(length, files.size(name));
            assertArrayEquals(content, read(files, name));
            try (VfsFile file = files.openReadOnly(name)) {
                Random random = new Random(length);
                for (int i = 0; i < 50 && length > 0; i++) {
                    int at = random.nextInt(length);
                    byte[] part = new byte[random.nextInt(20_000)];
                    int read = file.read(at, part, 0, part.length);
                    assertEquals(Math.min(part.length, length - at), read);
                    assertArrayEquals(Arrays.copyOfRange(content, at, at + read), Arrays.copyOf(part, read));
                }
                assertEquals(0, file.read(length, new byte[10], 0, 10), "behind the end");
            }
        }
    }

    @Test
    void sameContentIsStoredDifferentlyEachTime() throws IOException {
        byte[] same = new byte[4 * ChunkFormat.CHUNK];
        write("000000000001.sst", same, same.length);
        write("000000000002.sst", same, same.length);
        Map<String, String> seen = new HashMap<>();
        for (String name : new String[] {"000000000001.sst", "000000000002.sst"}) {
            byte[] bytes = storedBytes(name);
            for (int at = ChunkFormat.HEADER; at < bytes.length; at += STORED) {
                String before = seen.put(HexFormat.of().formatHex(bytes, at, at + 64), name + " at " + at);
                assertTrue(before == null, name + " at " + at + " is as " + before);
            }
        }
    }

    @Test
    void chunkIsAcceptedAtItsPlaceAlone() throws IOException {
        byte[] content = content(3 * ChunkFormat.CHUNK + 100);
        write(TABLE, content, 5_000);
        byte[] bytes = storedBytes(TABLE);
        store("000000000008.sst", bytes);
        assertThrows(DamagedTableException.class, () -> read(files, "000000000008.sst"), "another table");
        store(TABLE, Arrays.copyOf(bytes, ChunkFormat.HEADER + 2 * STORED));
        assertThrows(DamagedTableException.class, () -> read(files, TABLE), "its end is cut off");
        store(TABLE, Arrays.copyOf(bytes, bytes.length - 90));
        assertThrows(DamagedTableException.class, () -> read(files, TABLE), "its last chunk is cut");
        byte[] moved = bytes.clone();
        System.arraycopy(bytes, ChunkFormat.HEADER, moved, ChunkFormat.HEADER + STORED, STORED);
        store(TABLE, moved);
        assertThrows(DamagedTableException.class, () -> read(files, TABLE), "a chunk is there twice");
        store(TABLE, bytes);
        assertArrayEquals(content, read(files, TABLE));
        // the same keys, of a tenant of another generation
        Vfs others = new EncryptedVfs(stored, TenantKeys.open(tenant(4), stored, masters));
        assertThrows(DamagedTableException.class, () -> read(others, TABLE));
    }

    @Test
    void salvageReadsWhatIsIntact() throws IOException {
        byte[] content = content(4 * ChunkFormat.CHUNK);
        write(TABLE, content, 4_096);
        byte[] bytes = storedBytes(TABLE);
        bytes[ChunkFormat.HEADER + STORED + 5] ^= 1;
        store(TABLE, bytes);
        DamagedTableException damage = assertThrows(DamagedTableException.class, () -> read(files, TABLE));
        assertEquals(ChunkFormat.HEADER + STORED, damage.offset());
        byte[] expected = content.clone();
        Arrays.fill(expected, ChunkFormat.CHUNK, 2 * ChunkFormat.CHUNK, (byte) 0);
        assertArrayEquals(expected, read(EncryptedVfs.salvaging(stored, keys), TABLE));
    }

    @Test
    void newKeyIsForNewFilesAndTheOldOneForOldOnes() throws IOException {
        byte[] content = content(10_000);
        write("000000000001.sst", content, 4_096);
        keys.rotate(5);
        write("000000000002.sst", content, 4_096);
        assertEquals(Set.of(1, 2), EncryptedVfs.keysOf(stored).orElseThrow());
        assertArrayEquals(content, read(files, "000000000001.sst"));
        assertArrayEquals(content, read(files, "000000000002.sst"));
        try (VfsFile _ = stored.create("000000000003.sst")) {
            assertTrue(EncryptedVfs.keysOf(stored).isEmpty(), "which key a table has that is just begun is not known");
        }
        keys.retire(Set.of());
        assertEquals(1, keys.wrapped().size());
        assertThrows(IOException.class, () -> read(files, "000000000001.sst"));
    }

    @Test
    void tableIsWrittenFromItsBeginningToItsEnd() throws IOException {
        try (VfsFile file = files.create(TABLE)) {
            file.write(0, new byte[10], 0, 10);
            assertThrows(IOException.class, () -> file.write(5, new byte[1], 0, 1));
            assertThrows(IOException.class, () -> file.read(0, new byte[1], 0, 1));
            file.sync();
            assertThrows(IOException.class, () -> file.write(10, new byte[1], 0, 1));
        }
        assertFalse(files.linkInto(TABLE, new StrictMemVfs(), TABLE), "no other directory shares it");
    }
}
