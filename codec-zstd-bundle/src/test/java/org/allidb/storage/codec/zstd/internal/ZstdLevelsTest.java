package org.allidb.storage.codec.zstd.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.testkit.DictionaryCodecContract;
import org.junit.jupiter.api.Test;

/** The other levels of zstd; the greatest keeps the contract of a codec. */
class ZstdLevelsTest extends DictionaryCodecContract {

    @Override
    protected DictionaryCodec codec() {
        return new ZstdLevel19Codec();
    }

    @Test
    void namesSayTheLevel() {
        assertEquals(
                List.of("zstd", "zstd-1", "zstd-9", "zstd-19"),
                ServiceLoader.load(Codec.class).stream()
                        .map(codec -> codec.get().name())
                        .toList());
    }

    @Test
    void eachLevelPacksInItsOwnWayAndReadsAllOthers() {
        byte[] block = text();
        List<Codec> codecs =
                List.of(new ZstdLevel1Codec(), new ZstdCodec(), new ZstdLevel9Codec(), new ZstdLevel19Codec());
        Set<Integer> lengths = new TreeSet<>();
        for (Codec codec : codecs) {
            byte[] packed = new byte[codec.maxCompressedLength(block.length)];
            int length = codec.compress(block, 0, block.length, packed, 0);
            assertTrue(lengths.add(length), codec.name() + " packs as another level does");
            for (Codec other : codecs) {
                byte[] restored = new byte[block.length];
                other.decompress(packed, 0, length, restored, 0, block.length);
                assertArrayEquals(block, restored);
            }
            assertTrue(
                    !codec.name().equals("zstd-19") || Collections.min(lengths) == length, "19 takes the fewest bytes");
        }
    }

    /** Returns words in no order. */
    private static byte[] text() {
        Random random = new Random(1);
        List<String> words = random.ints(300, 1_000, 100_000_000)
                .mapToObj(number -> Integer.toString(number, 36))
                .toList();
        StringBuilder text = new StringBuilder();
        while (text.length() < 65_536) {
            text.append(words.get((int) (words.size() * Math.pow(random.nextDouble(), 2))))
                    .append(' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
