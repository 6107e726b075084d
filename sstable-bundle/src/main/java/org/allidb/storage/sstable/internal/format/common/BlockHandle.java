package org.allidb.storage.sstable.internal.format.common;

/**
 * Where a block is.
 *
 * @param offset of its payload in the file
 * @param length of its payload in bytes
 */
public record BlockHandle(long offset, int length) {

    /** The bytes of a stored handle. */
    public static final int BYTES = Long.BYTES + Integer.BYTES;

    /** Returns the offset of a stored handle. */
    public static long readOffset(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at);
    }

    /** Returns the length of a stored handle. */
    public static int readLength(byte[] bytes, int at) {
        return LittleEndian.getInt(bytes, at + Long.BYTES);
    }

    /** Reads a stored handle. */
    public static BlockHandle read(byte[] bytes, int at) {
        return new BlockHandle(readOffset(bytes, at), readLength(bytes, at));
    }

    void write(byte[] bytes, int at) {
        LittleEndian.putLong(bytes, at, offset);
        LittleEndian.putInt(bytes, at + Long.BYTES, length);
    }

    /** Encodes the handle. */
    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }

    /** Returns whether the block lies inside the first bytes of a file. */
    public boolean isWithin(long bytes) {
        return offset >= 0 && length >= 0 && offset <= bytes - length - BlockTrailer.BYTES;
    }
}
