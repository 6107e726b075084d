package org.allidb.storage.itests;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.allidb.storage.spi.codec.Codec;

/** A third party's codec. */
final class DeflateCodec implements Codec {

    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public int maxCompressedLength(int length) {
        return length + (length >>> 3) + 64;
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(source, sourceOffset, length);
            deflater.finish();
            return deflater.deflate(target, targetOffset, target.length - targetOffset);
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(source, sourceOffset, length);
            int written = inflater.inflate(target, targetOffset, originalLength);
            if (written != originalLength) {
                throw new IllegalArgumentException(written + " bytes instead of " + originalLength);
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no deflated block", e);
        }
    }
}
