package org.allidb.storage.codec.lz4.internal;

import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.Codec;

/**
 * A codec of the LZ4 block format, by native code where it can be loaded, else in Java. Nothing of lz4-java is loaded before a block is
 * compressed or decompressed; this class mentions none of its types, so that the codec can be found without it.
 */
public class Lz4Codec implements Codec {

    private static final String NAME = "lz4";

    /** Creates the codec. */
    public Lz4Codec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int maxCompressedLength(int length) {
        try {
            return Lz4Blocks.maxCompressedLength(length);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try {
            return Lz4Blocks.compress(source, sourceOffset, length, target, targetOffset);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try {
            Lz4Blocks.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private static ComponentMissingException missing(LinkageError e) {
        return new ComponentMissingException(
                "codec",
                NAME,
                "the codec '" + NAME + "' cannot work without the library lz4-java, which cannot be loaded (" + e
                        + "); add at.yawk.lz4:lz4-java to the class path, module path or container");
    }
}
