package org.allidb.storage.codec.lz4.internal;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** The calls of lz4-java. Initialized at the first use of the codec, which loads the native code. */
final class Lz4Blocks {

    private static final LZ4Compressor COMPRESSOR;
    private static final LZ4SafeDecompressor DECOMPRESSOR;

    static {
        LZ4Factory factory = Lz4Library.factory();
        COMPRESSOR = factory.fastCompressor();
        DECOMPRESSOR = factory.safeDecompressor();
    }

    private Lz4Blocks() {}

    static int maxCompressedLength(int length) {
        return COMPRESSOR.maxCompressedLength(length);
    }

    static int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        return COMPRESSOR.compress(source, sourceOffset, length, target, targetOffset);
    }

    static void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        int restored;
        try {
            restored = DECOMPRESSOR.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("these " + length + " bytes are no LZ4 block", e);
        }
        if (restored != originalLength) {
            throw new IllegalArgumentException("an LZ4 block has " + restored + " bytes instead of " + originalLength);
        }
    }
}
