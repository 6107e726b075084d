package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyOrderTest {

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    @Test
    void theOrderIsThatOfUnsignedBytes() {
        for (int i = 0; i < 20_000; i++) {
            byte[] a = bytes();
            byte[] b = random.nextInt(3) == 0 ? Arrays.copyOf(a, random.nextInt(a.length + 3)) : bytes();
            int expected = Integer.signum(Arrays.compareUnsigned(a, b));
            assertEquals(expected, Integer.signum(KeyOrder.compare(a, b)));
            assertEquals(
                    expected, Integer.signum(KeyOrder.compare(moved(a, 3), 3, a.length, moved(b, 5), 5, b.length)));
            int mismatch = Arrays.mismatch(a, b);
            assertEquals(
                    mismatch < 0 ? a.length : mismatch,
                    KeyOrder.commonPrefix(moved(a, 3), 3, a.length, moved(b, 5), 5, b.length));
            int byPrefix = Long.compareUnsigned(
                    KeyOrder.prefix(moved(a, 3), 3, a.length), KeyOrder.prefix(moved(b, 5), 5, b.length));
            assertEquals(byPrefix == 0 ? expected : Integer.signum(byPrefix), expected);
        }
    }

    /** The hash is part of the on-disk formats; the figures were computed by another program. */
    @ParameterizedTest
    @CsvSource({
        "'', f23bd12ce1914fbf",
        "61, e498c3696da438f5",
        "00, 61a04a90189b123a",
        "ffffffffffffffff, b5c3c11199dd0858",
        "3132333435363738, ac234c4e53d9dd5e",
        "313233343536373839, 32110382f0dcc54c",
        "54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f67, 4c62c1508fc2e5c9"
    })
    void theHashNeverChanges(String key, String hash) {
        byte[] bytes = HexFormat.of().parseHex(key);
        assertEquals(hash, HexFormat.of().toHexDigits(KeyHash.hash(moved(bytes, 7), 7, bytes.length)));
        LookupKey lookup = new LookupKey().set(new byte[100], 0, 100).set(moved(bytes, 7), 7, bytes.length);
        assertEquals(hash, HexFormat.of().toHexDigits(lookup.hash()));
        assertEquals(KeyOrder.prefix(bytes, 0, bytes.length), lookup.prefix());
        assertEquals(bytes.length, lookup.length());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : 0);
        }
        return bytes;
    }

    private static byte[] moved(byte[] bytes, int by) {
        byte[] moved = new byte[bytes.length + by + 9];
        Arrays.fill(moved, (byte) 0x5A);
        System.arraycopy(bytes, 0, moved, by, bytes.length);
        return moved;
    }
}
