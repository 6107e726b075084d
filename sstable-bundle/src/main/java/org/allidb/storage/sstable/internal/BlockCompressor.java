package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.codec.Codec;

/** Compresses blocks with a codec that is not trusted: what it throws is contained, what it makes is checked. */
final class BlockCompressor {

    private static final String NONE = "none";

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
     * @return the compressed length, or -1 if the block is to be stored as it is
     */
    int compress(byte[] block, byte[] target) throws IOException {
        if (codec.name().equals(NONE)) {
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

    int maxLength(int length) {
        return codec.name().equals(NONE) ? length : codec.maxCompressedLength(length);
    }
}
