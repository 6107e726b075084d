package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;

/** A compressor of blocks that does not trust its codec: it contains what the codec throws, and checks what it makes. */
final class BlockCompressor {

    private final Codec codec;
    private final boolean verify;
    private byte[] check = {};

    BlockCompressor(Codec codec, boolean verify) {
        this.codec = codec;
        this.verify = verify;
    }

    /**
     * Compresses a block into an array.
     *
     * @return the compressed length, or -1 if the block must be stored as it is
     */
    int compress(byte[] block, byte[] target) throws IOException {
        if (codec.name().equals(BlockTrailer.NO_CODEC)) {
            return -1;
        }
        try {
            int length = codec.compress(block, 0, block.length, target, 0);
            if (length >= block.length) {
                return -1;
            }
            if (verify) {
                if (check.length < block.length) {
                    check = new byte[block.length];
                }
                codec.decompress(target, 0, length, check, 0, block.length);
                if (!Arrays.equals(check, 0, block.length, block, 0, block.length)) {
                    throw new IOException("codec '" + codec.name()
                            + "' does not give back what it was given; the table was not written. Replace the codec");
                }
            }
            return length;
        } catch (RuntimeException | LinkageError e) {
            throw new IOException(
                    "codec '" + codec.name() + "' failed: " + e + "; the table was not written. Replace the codec", e);
        }
    }

    /** Returns the most bytes that a block of a length can be compressed to. */
    int maxLength(int length) {
        return codec.name().equals(BlockTrailer.NO_CODEC) ? length : codec.maxCompressedLength(length);
    }
}
