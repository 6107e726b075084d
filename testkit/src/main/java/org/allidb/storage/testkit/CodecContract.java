package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.allidb.storage.spi.codec.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link Codec} must do. A codec's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class CodecContract {

    private static final int MARGIN = 16;
    private static final byte UNTOUCHED = 0x5A;
    private static final int THREADS = 4;

    /** For the tests of codecs. */
    protected CodecContract() {}

    /**
     * Makes the codec under test.
     *
     * @return a new one
     */
    protected abstract Codec codec();

    /** Checks that the name fits into tables. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(codec());
        assertEquals(codec().name(), codec().name(), "the name must never change: tables contain it");
    }

    /** Checks that what goes in comes out, wherever it lies in its array, and that nothing beside it is touched. */
    @Test
    public void restoresEveryBlockInPlace() {
        Random random = new Random(Seed.get());
        Codec codec = codec();
        for (byte[] block : blocks(random)) {
            restoreInPlace(codec, block, random.nextInt(MARGIN), random.nextInt(MARGIN));
        }
    }

    static void restoreInPlace(Codec codec, byte[] block, int before, int after) {
        byte[] source = new byte[before + block.length + after];
        System.arraycopy(block, 0, source, before, block.length);
        int bound = codec.maxCompressedLength(block.length);
        byte[] packed = new byte[after + bound + before];
        Arrays.fill(packed, UNTOUCHED);
        int length = codec.compress(source, before, block.length, packed, after);
        assertTrue(
                length >= 0 && length <= bound,
                "compress returned " + length + " for " + block.length + " bytes; it must be 0 to "
                        + "maxCompressedLength, which is " + bound);
        assertUntouched(packed, 0, after);
        byte[] target = new byte[before + block.length + after];
        Arrays.fill(target, UNTOUCHED);
        codec.decompress(packed, after, length, target, before, block.length);
        assertArrayEquals(
                block,
                Arrays.copyOfRange(target, before, before + block.length),
                "decompress must give back what compress was given, also at the offset " + before);
        assertUntouched(target, 0, before);
        assertUntouched(target, before + block.length, target.length);
    }

    /** Checks that a wrong length is an error, not answered with what happens to be there. */
    @Test
    public void refusesAWrongLength() {
        Codec codec = codec();
        byte[] block = blocks(new Random(1)).get(3);
        byte[] packed = packed(codec, block);
        for (int wrong : new int[] {block.length - 1, block.length + 1, 1, block.length * 2}) {
            byte[] target = new byte[wrong + MARGIN];
            Arrays.fill(target, UNTOUCHED);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> codec.decompress(packed, 0, packed.length, target, 0, wrong),
                    "decompress must check that a block has exactly the length that is asked for, and throw"
                            + " IllegalArgumentException if not; it has " + block.length + " bytes, and was asked for "
                            + wrong);
            assertUntouched(target, wrong, target.length);
        }
    }

    /**
     * Checks that damage is an {@link IllegalArgumentException} or a block of the right length, and never writes beyond it.
     */
    @Test
    public void damagedInputIsContained() {
        Random random = new Random(Seed.get());
        Codec codec = codec();
        for (byte[] block : blocks(random)) {
            containsDamage(codec, block, random);
        }
    }

    static void containsDamage(Codec codec, byte[] block, Random random) {
        byte[] packed = packed(codec, block);
        for (int i = 0; i < 200 && packed.length > 0; i++) {
            byte[] damaged = packed.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            decompressed(codec, damaged, i % 2 == 0 ? damaged.length : random.nextInt(damaged.length), block.length);
        }
    }

    /** Decompresses what may be wrong; returns what comes of it, which may be anything, or nothing if it is refused. */
    static Optional<byte[]> decompressed(Codec codec, byte[] packed, int length, int originalLength) {
        byte[] target = new byte[originalLength + MARGIN];
        Arrays.fill(target, originalLength, target.length, UNTOUCHED);
        try {
            codec.decompress(packed, 0, length, target, 0, originalLength);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        } finally {
            assertUntouched(target, originalLength, target.length);
        }
        return Optional.of(Arrays.copyOf(target, originalLength));
    }

    /**
     * Checks that one codec serves all threads.
     *
     * @throws Exception if the codec fails
     */
    @Test
    public void worksOnManyThreadsAtOnce() throws Exception {
        restoreOnManyThreads(codec());
    }

    static void restoreOnManyThreads(Codec codec) throws Exception {
        ExecutorService threads = Contracts.threads(THREADS);
        try {
            Callable<Boolean> work = () -> {
                Random random = new Random();
                for (byte[] block : blocks(random)) {
                    restoreInPlace(codec, block, 1, 1);
                }
                return true;
            };
            for (Future<Boolean> each : IntStream.range(0, THREADS)
                    .mapToObj(i -> threads.submit(work))
                    .toList()) {
                assertTrue(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    static byte[] packed(Codec codec, byte[] block) {
        byte[] packed = new byte[codec.maxCompressedLength(block.length)];
        return Arrays.copyOf(packed, codec.compress(block, 0, block.length, packed, 0));
    }

    static List<byte[]> blocks(Random random) {
        byte[] noise = new byte[70_000];
        random.nextBytes(noise);
        byte[] text = new byte[65_536];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ("the quick brown fox ".charAt(i % 20) + random.nextInt(2));
        }
        return List.of(new byte[1], new byte[] {42}, new byte[4_096], text, noise, Arrays.copyOf(text, 333));
    }

    private static void assertUntouched(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            assertEquals(UNTOUCHED, array[i], "byte " + i + " was written");
        }
    }
}
