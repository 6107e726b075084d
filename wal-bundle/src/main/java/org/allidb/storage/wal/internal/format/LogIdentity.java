package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The identity of a log: 128 random bits that are drawn when the log is created, stand in the header of each of its
 * segments and are part of the checksum of each of its records.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record LogIdentity(long high, long low) {

    /** The bytes of the stored form. */
    public static final int LENGTH = 2 * Long.BYTES;

    /** The identity of a log whose segments name none: those of format version 1. */
    public static final LogIdentity NONE = new LogIdentity(0, 0);

    /** Draws an identity. */
    public static LogIdentity random() {
        UUID drawn = UUID.randomUUID();
        return new LogIdentity(drawn.getMostSignificantBits(), drawn.getLeastSignificantBits());
    }

    /** Reads the stored form, in the order of the buffer. */
    static LogIdentity read(ByteBuffer buffer, int at) {
        return new LogIdentity(buffer.getLong(at), buffer.getLong(at + Long.BYTES));
    }

    /** Writes the stored form, in the order of the buffer. */
    void write(ByteBuffer buffer, int at) {
        buffer.putLong(at, high).putLong(at + Long.BYTES, low);
    }

    @Override
    public String toString() {
        return equals(NONE) ? "none" : String.format("%016x%016x", high, low);
    }
}
