package org.allidb.storage.sstable.internal.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.allidb.storage.spi.codec.Codec;
import org.junit.jupiter.api.Test;

/** A codec that writes into the block that it is given. */
class BlockCompressorTest {

    private static final byte[] BLOCK = "a block of rows that nobody else has".getBytes(StandardCharsets.US_ASCII);

    /**
     * Erases its input.
     *
     * @param length what it says that it made
     */
    private record Eraser(int length) implements Codec {

        @Override
        public String name() {
            return "eraser";
        }

        @Override
        public int maxCompressedLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int sourceLength, byte[] target, int targetOffset) {
            Arrays.fill(source, sourceOffset, sourceOffset + sourceLength, (byte) 0);
            return length;
        }

        @Override
        public void decompress(
                byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
            Arrays.fill(target, targetOffset, targetOffset + originalLength, (byte) 0);
        }
    }

    @Test
    void blockThatIsStoredAsItIsStaysWhole() throws CodecFailure {
        byte[] block = BLOCK.clone();
        assertEquals(-1, new BlockCompressor(new Eraser(block.length), "eraser", true).compress(block, new byte[100]));
        assertArrayEquals(BLOCK, block);
    }

    @Test
    void blockIsComparedWithWhatWasToBeCompressed() {
        byte[] block = BLOCK.clone();
        CodecFailure told = assertThrows(
                CodecFailure.class,
                () -> new BlockCompressor(new Eraser(1), "eraser", true).compress(block, new byte[100]));
        assertEquals("does not give back what it was given", told.what());
        assertArrayEquals(BLOCK, block);
    }
}
