package ${package};

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.allidb.storage.spi.codec.Codec;
#if (${form} == "bundle")
import org.osgi.service.component.annotations.Component;
#end

/**
 * Compresses blocks of tables with the JDK's Deflate.
 *
 * <p>A codec has no state between calls: any thread may call it. Whatever it throws fails that one read or write, with an error
 * that names it.
 */
#if (${form} == "bundle")
@Component(service = Codec.class)
#end
public final class ${classPrefix}Codec implements Codec {

    private static final int HEADER = 64;

    /** The configuration names the codec so, and so do the tables written with it: the name must never change. */
    @Override
    public String name() {
        return "${providerName}";
    }

    /** What cannot be compressed becomes longer. */
    @Override
    public int maxCompressedLength(int length) {
        return HEADER + length + length / 1000;
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(source, sourceOffset, length);
            deflater.finish();
            return deflater.deflate(target, targetOffset, maxCompressedLength(length));
        }
    }

    /** Disks lie: the bytes may be damaged. An error must say so; wrong rows must not come out. */
    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(source, sourceOffset, length);
            int restored = inflater.inflate(target, targetOffset, originalLength);
            // The block ends where it should if one byte more, into another array, is not there.
            if (restored != originalLength || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new IllegalArgumentException("these bytes are no block of " + originalLength + " bytes");
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("these bytes are damaged", e);
        }
    }
}
