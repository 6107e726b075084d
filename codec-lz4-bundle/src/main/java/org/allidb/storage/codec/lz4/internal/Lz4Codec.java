package org.allidb.storage.codec.lz4.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.allidb.storage.spi.codec.Codec;

/** LZ4 block format, by native code where it can be loaded, else in Java. */
public final class Lz4Codec implements Codec {

    private static final Logger LOG = System.getLogger(Lz4Codec.class.getName());

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    /** The codec. */
    public Lz4Codec() {
        LZ4Factory factory = factory();
        compressor = factory.fastCompressor();
        decompressor = factory.safeDecompressor();
    }

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public int maxCompressedLength(int length) {
        return compressor.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        return compressor.compress(source, sourceOffset, length, target, targetOffset);
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        int restored;
        try {
            restored = decompressor.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("these " + length + " bytes are no LZ4 block", e);
        }
        if (restored != originalLength) {
            throw new IllegalArgumentException(
                    "an LZ4 block has " + restored + " bytes instead of " + originalLength);
        }
    }

    /** Asks for the native one by name: the library's own choice is the slow one in a container. */
    private static LZ4Factory factory() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | RuntimeException e) {
            LOG.log(Level.INFO, "LZ4 runs in Java because its native code cannot be loaded: " + e);
            return LZ4Factory.safeInstance();
        }
    }
}
