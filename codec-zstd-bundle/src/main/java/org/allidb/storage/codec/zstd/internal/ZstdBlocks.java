package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

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

    static void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        long restored;
        try {
            restored = Zstd.decompressByteArray(target, targetOffset, originalLength, source, sourceOffset, length);
        } catch (ZstdException e) {
            throw new IllegalArgumentException("these " + length + " bytes are no zstd frame", e);
        }
        if (Zstd.isError(restored) || restored != originalLength) {
            throw new IllegalArgumentException("these " + length + " bytes are no zstd frame of " + originalLength
                    + " bytes: "
                    + (Zstd.isError(restored) ? Zstd.getErrorName(restored) : restored + " bytes"));
        }
    }
}
