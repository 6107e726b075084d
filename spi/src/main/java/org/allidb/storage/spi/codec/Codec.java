package org.allidb.storage.spi.codec;

import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A block codec. Its {@linkplain #name() name} is written into every table that uses it, so it names a format for ever.
 *
 * <ul>
 *   <li>Thread-safe and stateless between calls.
 *   <li>Input and output are heap arrays: codecs, native ones above all, never see mapped memory.
 *   <li>Whatever a codec throws is contained: the block's read or the table's write fails with an error that names it.
 * </ul>
 */
@ConsumerType
public interface Codec extends Provider {

    /**
     * Returns the largest number of bytes that {@link #compress} can produce.
     *
     * @param length length of the input in bytes
     * @return an upper bound in bytes
     */
    int maxCompressedLength(int length);

    /**
     * Compresses a block.
     *
     * @param source input array
     * @param sourceOffset where the input starts
     * @param length length of the input in bytes
     * @param target output array with room for {@link #maxCompressedLength(int)} bytes after {@code targetOffset}
     * @param targetOffset where the output starts
     * @return bytes written
     */
    int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset);

    /**
     * Restores a block.
     *
     * @param source compressed bytes
     * @param sourceOffset where they start
     * @param length their length in bytes
     * @param target output array
     * @param targetOffset where the output starts
     * @param originalLength the exact length of the original block in bytes
     * @throws IllegalArgumentException if the input does not decode to exactly {@code originalLength} bytes; nothing
     *     outside {@code targetOffset .. targetOffset + originalLength} has been written
     */
    void decompress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength);
}
