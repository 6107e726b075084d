package org.allidb.storage.sstable.internal.write;

import java.util.Arrays;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;

/** A compressor of blocks that does not trust its codec: it contains what the codec throws, and checks what it makes. */
final class BlockCompressor {

    /** What a codec may ask for beyond twice the block. */
    private static final int MOST_EXTRA_ROOM = 1 << 20;

    private final Codec codec;
    /** The name by which the codec was found; what it calls itself later does not count. */
    private final String name;

    private final byte kind;
    private final boolean verify;
    private byte[] check = {};
    private byte[] given = {};

    /**
     * Creates a compressor without a dictionary.
     *
     * @param verify whether each block is decompressed and compared
     */
    BlockCompressor(Codec codec, String name, boolean verify) {
        this(codec, name, BlockTrailer.COMPRESSED, verify);
    }

    private BlockCompressor(Codec codec, String name, byte kind, boolean verify) {
        this.codec = codec;
        this.name = name;
        this.kind = kind;
        this.verify = verify;
    }

    /** Returns the same for blocks that are compressed with a dictionary. */
    BlockCompressor withDictionary(BoundCodec bound) {
        return new BlockCompressor(bound, name, BlockTrailer.WITH_DICTIONARY, verify);
    }

    /** Returns the name by which the codec was found. */
    String name() {
        return name;
    }

    /** Returns what the trailers of its blocks say. */
    byte kind() {
        return kind;
    }

    /** Returns how many bytes a block would take. */
    int length(byte[] block) throws CodecFailure {
        int length = compress(block, new byte[maxLength(block.length)]);
        return length < 0 ? block.length : length;
    }

    /**
     * Compresses a block into an array.
     *
     * @return the compressed length, or -1 if the block must be stored as it is
     */
    int compress(byte[] block, byte[] target) throws CodecFailure {
        if (isNone()) {
            return -1;
        }
        try {
            int length = codec.compress(copyOf(block), 0, block.length, target, 0);
            if (length >= block.length) {
                return -1;
            }
            if (length < 0) {
                throw new IllegalStateException("it returned the length " + length);
            }
            if (verify) {
                if (check.length < block.length) {
                    check = new byte[block.length];
                }
                codec.decompress(target, 0, length, check, 0, block.length);
                if (!Arrays.equals(check, 0, block.length, block, 0, block.length)) {
                    throw new CodecFailure(name, "does not give back what it was given", null);
                }
            }
            return length;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
    }

    /** Returns a copy for the codec: what it does to it must not be written, nor be what its output is compared with. */
    private byte[] copyOf(byte[] block) {
        if (given.length < block.length) {
            given = new byte[block.length];
        }
        System.arraycopy(block, 0, given, 0, block.length);
        return given;
    }

    /** Returns the most bytes that a block of a length can be compressed to. */
    int maxLength(int length) throws CodecFailure {
        if (isNone()) {
            return length;
        }
        try {
            int most = codec.maxCompressedLength(length);
            if (most < 0 || most > 2L * length + MOST_EXTRA_ROOM) {
                throw new IllegalStateException("it wants room for " + most + " bytes, for a block of " + length);
            }
            return most;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        }
    }

    private boolean isNone() {
        return name.equals(BlockTrailer.NO_CODEC);
    }

    private CodecFailure failed(Throwable failure) {
        return new CodecFailure(name, "failed: " + failure, failure);
    }
}
