package org.allidb.storage.codec.zstd.internal;

import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.Codec;

/**
 * A codec of Zstandard at level 3. Nothing of zstd-jni is loaded before a block is compressed or decompressed; this class mentions none
 * of its types, so that the codec can be found without it.
 */
public class ZstdCodec implements Codec {

    private static final String NAME = "zstd";

    /** Creates the codec. */
    public ZstdCodec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int maxCompressedLength(int length) {
        try {
            return ZstdBlocks.maxCompressedLength(length);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try {
            return ZstdBlocks.compress(source, sourceOffset, length, target, targetOffset);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try {
            ZstdBlocks.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private static ComponentMissingException missing(LinkageError e) {
        return new ComponentMissingException(
                "codec",
                NAME,
                "the codec '" + NAME + "' cannot work without the library zstd-jni, which cannot be loaded (" + e
                        + "); add com.github.luben:zstd-jni to the class path, module path or container, for this"
                        + " system");
    }
}
