package org.allidb.storage.codec.zstd.internal;

import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.Codec;

/**
 * A codec of Zstandard, at level 3 unless its name says another one. Nothing of zstd-jni is loaded before a block is compressed or decompressed; this class mentions none
 * of its types, so that the codec can be found without it.
 */
public class ZstdCodec implements Codec {

    private static final String NAME = "zstd";
    private static final int USUAL_LEVEL = 3;

    private final String name;
    private final int level;

    /** Creates the codec. */
    public ZstdCodec() {
        this(NAME, USUAL_LEVEL);
    }

    private ZstdCodec(String name, int level) {
        this.name = name;
        this.level = level;
    }

    /**
     * Creates a codec of another level, which its name has.
     *
     * @param level of zstd, from 1 to 22
     */
    protected ZstdCodec(int level) {
        this(NAME + "-" + level, level);
    }

    @Override
    public String name() {
        return name;
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
            return ZstdBlocks.compress(level, source, sourceOffset, length, target, targetOffset);
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

    private ComponentMissingException missing(LinkageError e) {
        return new ComponentMissingException(
                "codec",
                name,
                "the codec '" + name + "' cannot work without the library zstd-jni, which cannot be loaded (" + e
                        + "); add com.github.luben:zstd-jni to the class path, module path or container, for this"
                        + " system");
    }
}
