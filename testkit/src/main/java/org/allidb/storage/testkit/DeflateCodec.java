package org.allidb.storage.testkit;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.osgi.annotation.versioning.ConsumerType;

/** The JDK's own compression, as some third party might bring it. Its dictionaries are as many samples as fit. */
@ConsumerType
public class DeflateCodec implements DictionaryCodec {

    private static final String NAME = "deflate";
    private static final Bound WITHOUT = new Bound(new byte[0]);

    /** Ready for use. */
    public DeflateCodec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int maxCompressedLength(int length) {
        return WITHOUT.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        return WITHOUT.compress(source, sourceOffset, length, target, targetOffset);
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        WITHOUT.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
    }

    @Override
    public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
        ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        for (byte[] sample : samples) {
            dictionary.write(sample, 0, Math.min(sample.length, mostBytes - dictionary.size()));
        }
        return dictionary.toByteArray();
    }

    @Override
    public BoundCodec withDictionary(byte[] dictionary) {
        if (dictionary.length == 0) {
            throw new IllegalArgumentException("a dictionary has at least one byte");
        }
        return new Bound(dictionary);
    }

    /** The codec with a dictionary; an empty one is none. */
    private record Bound(byte[] dictionary) implements BoundCodec {

        private static final int OVERHEAD = 64;

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int maxCompressedLength(int length) {
            return length + length / 1_000 + OVERHEAD;
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
                if (dictionary.length > 0) {
                    deflater.setDictionary(dictionary);
                }
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
                if (inflater.needsDictionary()) {
                    inflater.setDictionary(dictionary);
                    restored = inflater.inflate(target, targetOffset, originalLength);
                }
                if (restored != originalLength || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                    throw new IllegalArgumentException("these bytes are no block of " + originalLength + " bytes");
                }
            } catch (DataFormatException e) {
                throw new IllegalArgumentException("these bytes are damaged", e);
            }
        }

        @Override
        public void close() {
            // it holds nothing outside of the heap
        }
    }
}
