package org.allidb.storage.testkit;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.annotation.versioning.ConsumerType;

/** The JDK's own compression, as some third party might bring it. */
@ConsumerType
public class DeflateCodec implements Codec {

    private static final int OVERHEAD = 64;

    /** Ready for use. */
    public DeflateCodec() {}

    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public int maxCompressedLength(int length) {
        return length + length / 1_000 + OVERHEAD;
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(source, sourceOffset, length);
            deflater.finish();
            return deflater.deflate(target, targetOffset, maxCompressedLength(length));
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(source, sourceOffset, length);
            int restored = inflater.inflate(target, targetOffset, originalLength);
            if (restored != originalLength || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new IllegalArgumentException("these bytes are no block of " + originalLength + " bytes");
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("these bytes are damaged", e);
        }
    }
}
