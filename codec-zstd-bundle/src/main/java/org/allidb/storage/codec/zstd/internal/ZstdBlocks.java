package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.Zstd;

/** The calls of zstd-jni. Its native code is unpacked, loaded and deleted at the first use of the codec. */
final class ZstdBlocks {

    private ZstdBlocks() {}

    static int maxCompressedLength(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    static int compress(int level, byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        long written = Zstd.compressByteArray(
                target, targetOffset, target.length - targetOffset, source, sourceOffset, length, level);
        if (Zstd.isError(written)) {
            throw new IllegalStateException("zstd cannot compress: " + Zstd.getErrorName(written));
        }
        return (int) written;
    }
}
