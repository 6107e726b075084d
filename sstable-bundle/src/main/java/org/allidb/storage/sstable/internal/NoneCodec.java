package org.allidb.storage.sstable.internal;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;

/** A codec that leaves blocks as they are. */
public class NoneCodec implements Codec {

    /** The name that tables which are not compressed store. */
    static final String NAME = BlockTrailer.NO_CODEC;

    /** Creates the codec. */
    public NoneCodec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int maxCompressedLength(int length) {
        return length;
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        System.arraycopy(source, sourceOffset, target, targetOffset, length);
        return length;
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        if (length != originalLength) {
            throw new IllegalArgumentException(
                    "a block that is not compressed has " + length + " bytes instead of " + originalLength);
        }
        System.arraycopy(source, sourceOffset, target, targetOffset, length);
    }
}
