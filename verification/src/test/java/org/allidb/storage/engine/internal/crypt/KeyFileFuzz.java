package org.allidb.storage.engine.internal.crypt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.allidb.storage.api.CorruptionException;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with wrapped keys of tenants whose checksums are right, whatever they say. */
class KeyFileFuzz {

    private static final String FILE = KeyFile.name(7);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        new KeyFile(7, new byte[KeyFile.ID_BYTES], 1, "key-file", "master", new byte[60]),
                        new KeyFile(1, new byte[KeyFile.ID_BYTES], 0, "", "größer", new byte[KeyFile.MAX_WRAPPED]))
                .map(KeyFile::encode);
    }

    @MethodSource("seeds")
    @FuzzTest
    void fileIsRefusedOrStoredAgainAsItself(byte[] bytes) {
        seal(bytes);
        KeyFile key;
        try {
            key = KeyFile.decode(bytes, FILE);
        } catch (CorruptionException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(FILE), e.getMessage());
            return;
        }
        byte[] stored = key.encode();
        KeyFile again = KeyFile.decode(stored, FILE);
        assertArrayEquals(stored, again.encode());
        assertTrue(again.isSameKey(key));
        assertArrayEquals(key.context(), again.context());
        assertArrayEquals(key.wrapped(), again.wrapped());
    }

    private static void seal(byte[] bytes) {
        byte[] magic = "ALLIDBKY".getBytes(StandardCharsets.US_ASCII);
        int end = bytes.length - Integer.BYTES;
        if (end < magic.length + Integer.BYTES) {
            return;
        }
        CRC32C crc = new CRC32C();
        ByteBuffer.wrap(bytes).put(magic).putInt(1);
        crc.update(bytes, 0, end);
        ByteBuffer.wrap(bytes).putInt(end, (int) crc.getValue());
    }
}
