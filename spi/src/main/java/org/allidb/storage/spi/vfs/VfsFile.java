package org.allidb.storage.spi.vfs;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open file with positional access. Thread-safe for reads; writers of one file coordinate among themselves. An
 * interrupt of a calling thread does not close the file.
 */
@ConsumerType
public interface VfsFile extends AutoCloseable {

    /**
     * Reads until {@code length} bytes are read or the file ends.
     *
     * @param position first byte in the file
     * @param target array to fill
     * @param offset first index to fill
     * @param length bytes wanted
     * @return bytes read, fewer than {@code length} only at the end of the file
     * @throws IOException if reading fails; never mistaken for the end of the file
     */
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /**
     * Writes all the bytes, extending the file if needed; a gap reads as zeros.
     *
     * @param position first byte in the file
     * @param source array to write
     * @param offset first index to write
     * @param length bytes to write
     * @throws NoSpaceException if the device or the quota is full; some of the bytes may have been written
     * @throws IOException if writing fails; some of the bytes may have been written
     */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /**
     * Writes zeros, so that the blocks of a range exist before something is stored there through a mapping.
     *
     * <p>An operating system may keep what is written at once in one piece, and may write all of a piece to the device when one
     * byte of it was stored through a mapping. So a file that is mapped is written here in pieces of one page, if it can be.
     *
     * @param from first byte in the file
     * @param to behind the last byte
     * @throws NoSpaceException if the device or the quota is full; some of the bytes may have been written
     * @throws IOException if writing fails; some of the bytes may have been written
     */
    default void writeZeros(long from, long to) throws IOException {
        byte[] zeros = new byte[Math.clamp(to - from, 0, 1 << 20)];
        for (long at = from; at < to; at += zeros.length) {
            write(at, zeros, 0, (int) Math.min(zeros.length, to - at));
        }
    }

    /**
     * Makes the content and the length durable, also of what was stored through mappings of this file.
     *
     * <p>After a failure the content written since the last success must be taken for lost. A later sync of the same
     * file may succeed without having written it.
     *
     * @throws IOException if it fails
     */
    void sync() throws IOException;

    /**
     * Syncs what was written so far of a file that is written from its beginning to its end, so that less is left for {@link #sync} at
     * its end. Some of it may be left out; only {@link #sync} promises anything.
     *
     * @throws IOException if it fails, as for {@link #sync}
     */
    default void syncWritten() throws IOException {
        sync();
    }

    /**
     * Cuts the file, or extends it with zeros that need not occupy space.
     *
     * @param size new length in bytes
     * @throws IOException if it fails
     */
    void setSize(long size) throws IOException;

    /**
     * Returns the length.
     *
     * @return bytes
     * @throws IOException if that cannot be found out
     */
    long size() throws IOException;

    /**
     * Closes the file; does not sync. Closing twice is allowed.
     *
     * @throws IOException if the device reports a late error
     */
    @Override
    void close() throws IOException;
}
