package org.allidb.storage.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link DictionaryCodec} must do, beside what every codec must. A codec's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DictionaryCodecContract extends CodecContract {

    private static final int MOST = 4_096;
    private static final int SAMPLES = 100;

    /** For the tests of codecs. */
    protected DictionaryCodecContract() {}

    @Override
    protected abstract DictionaryCodec codec();

    /** Checks that a dictionary is no larger than asked for, and that samples are left alone. */
    @Test
    public void dictionaryHasAtMostTheBytesThatAreAskedFor() {
        DictionaryCodec codec = codec();
        List<byte[]> samples = samples(0, SAMPLES);
        List<byte[]> before = samples.stream().map(byte[]::clone).toList();
        for (int most : new int[] {1_024, MOST, 16 << 10}) {
            int length = codec.trainDictionary(samples, most).length;
            assertTrue(
                    length <= most,
                    "trainDictionary returned " + length + " bytes, and was asked for " + most
                            + " at most: the table gets no dictionary then");
        }
        for (int i = 0; i < SAMPLES; i++) {
            assertArrayEquals(before.get(i), samples.get(i), "trainDictionary must not change its samples");
        }
    }

    /** Checks that few or empty samples are no failure. */
    @Test
    public void fewSamplesAreNoFailure() {
        for (List<byte[]> few : List.of(
                List.<byte[]>of(), List.of(new byte[0]), List.of(new byte[] {1}), samples(0, 1), samples(0, 3))) {
            byte[] dictionary = codec().trainDictionary(few, MOST);
            assertTrue(
                    dictionary != null && dictionary.length <= MOST,
                    "trainDictionary must return an empty array if " + few.size() + " samples are too few");
        }
    }

    /** Checks that a dictionary makes blocks smaller that are like its samples. */
    @Test
    public void dictionarySavesBytes() {
        DictionaryCodec codec = codec();
        byte[] dictionary = trained(codec);
        int with = 0;
        int without = 0;
        try (BoundCodec bound = codec.withDictionary(dictionary)) {
            for (byte[] block : samples(SAMPLES, 50)) {
                with += packed(bound, block).length;
                without += packed(codec, block).length;
            }
        }
        assertTrue(
                with < without,
                "blocks have " + with + " bytes with a dictionary, and " + without
                        + " without: no table would get one");
    }

    /** Checks that what goes in with a dictionary comes out with it, wherever it lies in its array. */
    @Test
    public void restoresEveryBlockWithADictionary() {
        Random random = new Random(Seed.get());
        DictionaryCodec codec = codec();
        try (BoundCodec bound = codec.withDictionary(trained(codec))) {
            assertEquals(codec.name(), bound.name(), "a codec with a dictionary has the name of the codec");
            List<byte[]> blocks = new ArrayList<>(blocks(random));
            blocks.addAll(samples(SAMPLES, 5));
            for (byte[] block : blocks) {
                restoreInPlace(bound, block, random.nextInt(16), random.nextInt(16));
                containsDamage(bound, block, random);
            }
        }
    }

    /** Checks that a dictionary is nothing but its bytes: tables are read by other objects, in other processes. */
    @Test
    public void anotherObjectReadsWithTheSameBytes() {
        DictionaryCodec writing = codec();
        byte[] dictionary = trained(writing);
        byte[] block = samples(SAMPLES, 1).getFirst();
        byte[] packed;
        try (BoundCodec bound = writing.withDictionary(dictionary.clone())) {
            packed = packed(bound, block);
        }
        try (BoundCodec bound = codec().withDictionary(dictionary)) {
            Optional<byte[]> restored = decompressed(bound, packed, packed.length, block.length);
            assertTrue(restored.isPresent(), "what was compressed with a dictionary is refused by another object");
            assertArrayEquals(block, restored.get(), "another object restores something else with the same bytes");
        }
    }

    /** Checks that a wrong dictionary, or none, is an {@link IllegalArgumentException} or other bytes. */
    @Test
    public void wrongDictionaryIsContained() {
        DictionaryCodec codec = codec();
        byte[] dictionary = trained(codec);
        byte[] block = samples(SAMPLES, 1).getFirst();
        byte[] packed;
        try (BoundCodec bound = codec.withDictionary(dictionary)) {
            packed = packed(bound, block);
        }
        decompressed(codec, packed, packed.length, block.length);
        byte[] other = codec.trainDictionary(samples(1_000, SAMPLES), MOST / 2);
        try (BoundCodec wrong = codec.withDictionary(other)) {
            decompressed(wrong, packed, packed.length, block.length);
        }
    }

    /** Checks that bytes that are no dictionary are refused, or harmless. */
    @Test
    public void nonsenseIsNoDictionaryOrHarmless() {
        Random random = new Random(Seed.get());
        DictionaryCodec codec = codec();
        byte[] trained = trained(codec);
        for (int i = 0; i < 50; i++) {
            byte[] nonsense = i % 2 == 0 ? trained.clone() : new byte[1 + random.nextInt(2_000)];
            if (i % 2 == 0) {
                nonsense[random.nextInt(nonsense.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                random.nextBytes(nonsense);
            }
            try (BoundCodec bound = codec.withDictionary(nonsense)) {
                restoreInPlace(bound, samples(i, 1).getFirst(), 1, 1);
            } catch (IllegalArgumentException _) {
                // refused
            }
        }
    }

    /**
     * Checks that one codec with a dictionary serves all threads, and that each is an object of its own.
     *
     * @throws Exception if the codec fails
     */
    @Test
    public void dictionaryServesManyThreadsAndIsClosedAlone() throws Exception {
        DictionaryCodec codec = codec();
        byte[] dictionary = trained(codec);
        BoundCodec closed = codec.withDictionary(dictionary.clone());
        try (BoundCodec bound = codec.withDictionary(dictionary)) {
            assertNotSame(closed, bound, "withDictionary must return a new object each time");
            restoreInPlace(closed, samples(SAMPLES, 1).getFirst(), 1, 1);
            closed.close();
            closed.close();
            restoreOnManyThreads(bound);
        }
    }

    private static byte[] trained(DictionaryCodec codec) {
        byte[] dictionary = codec.trainDictionary(samples(0, SAMPLES), MOST);
        assertTrue(
                dictionary.length > 0,
                "trainDictionary finds nothing in " + SAMPLES + " samples of 1,024 bytes that have much in common");
        return Arrays.copyOf(dictionary, dictionary.length);
    }

    /** Returns blocks that have words in common. */
    private static List<byte[]> samples(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(DictionaryCodecContract::sample)
                .toList();
    }

    private static byte[] sample(int number) {
        Random words = new Random(7);
        List<String> known = words.ints(200, 1_000_000, 100_000_000)
                .mapToObj(word -> Integer.toString(word, 36))
                .toList();
        Random random = new Random(number);
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_024) {
            text.append("\"id\": ").append(random.nextInt(1_000_000)).append(", \"text\": \"");
            for (int i = 0; i < 4; i++) {
                text.append(known.get(random.nextInt(known.size()))).append(' ');
            }
            text.append("\"\n");
        }
        return text.substring(0, 1_024).getBytes(US_ASCII);
    }
}
