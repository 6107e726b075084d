package org.allidb.storage.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.allidb.storage.spi.codec.Codec;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed blocks: never more is written than was promised, and nothing but an IllegalArgumentException is thrown. */
class CodecFuzz {

    private static final List<Codec> CODECS = ServiceLoader.load(Codec.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private static final int MARGIN = 16;
    private static final byte GUARD = 0x5A;

    static Stream<byte[]> seeds() {
        byte[] text = "abcabcabcabcabcabcabcabcabc, and so on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return IntStream.range(0, CODECS.size()).mapToObj(i -> {
            byte[] compressed = compress(CODECS.get(i), text);
            byte[] seed = new byte[2 + compressed.length];
            seed[0] = (byte) i;
            seed[1] = (byte) text.length;
            System.arraycopy(compressed, 0, seed, 2, compressed.length);
            return seed;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void blockIsRefusedOrDecodedWithinBounds(byte[] bytes) {
        assertFalse(CODECS.isEmpty());
        if (bytes.length < 2) {
            return;
        }
        Codec codec = CODECS.get(Math.floorMod(bytes[0], CODECS.size()));
        int length = 8 * (bytes[1] & 0xFF);
        assertArrayEquals(bytes, decompress(codec, compress(codec, bytes), bytes.length));
        byte[] target = new byte[length + 2 * MARGIN];
        Arrays.fill(target, GUARD);
        try {
            codec.decompress(bytes, 2, bytes.length - 2, target, MARGIN, length);
        } catch (IllegalArgumentException e) {
            // refused; the margins must be as they were
        }
        for (int i = 0; i < MARGIN; i++) {
            assertEquals(GUARD, target[i]);
            assertEquals(GUARD, target[MARGIN + length + i]);
        }
    }

    private static byte[] compress(Codec codec, byte[] bytes) {
        byte[] target = new byte[codec.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(target, codec.compress(bytes, 0, bytes.length, target, 0));
    }

    private static byte[] decompress(Codec codec, byte[] bytes, int length) {
        byte[] target = new byte[length];
        codec.decompress(bytes, 0, bytes.length, target, 0, length);
        return target;
    }
}
