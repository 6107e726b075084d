package org.allidb.storage.wal.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The layout of records, which the package's documentation draws. */
public final class RecordFormat {

    /** Bytes before the content. */
    public static final int HEADER_LENGTH = 40;

    /** A batch of a tenant generation. */
    public static final byte DATA = 1;
    /** A mark: a generation's records up to a sequence are in tables. */
    public static final byte FLUSHED = 2;
    /** A mark: a generation was dropped. */
    public static final byte FORGOTTEN = 3;
    /** A mark that carries the durable position behind the last record. */
    public static final byte SYNCED = 4;
    /** A mark: the log was closed in good order after this record. */
    public static final byte CLOSED = 5;
    /** A mark: the segment ends with this record, and the next one continues. */
    public static final byte ROTATED = 6;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final int CRC_AT = 36;

    private RecordFormat() {}

    /** Computes the checksum of a content. */
    public static int contentCrc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Returns whether the bytes at an index of an array may be a header; does not compute the checksum. */
    static boolean isPlausible(byte[] bytes, int at) {
        return isType((int) INT.get(bytes, at + 4)) && length(bytes, at) >= 0;
    }

    /** Returns whether there is a type of a number. */
    public static boolean isType(int number) {
        return number >= DATA && number <= ROTATED;
    }

    /** Returns the checksum of the header that the header holds. */
    static int headerCrc(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + CRC_AT);
    }

    /** Returns the length of the content. */
    public static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Returns the type. */
    public static byte type(byte[] bytes, int at) {
        return bytes[at + 4];
    }

    /** Returns the tenant generation. */
    public static long generation(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 8);
    }

    /** Returns the last sequence. */
    public static long sequence(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 16);
    }

    /** Returns the position that is known to be durable. */
    public static long durable(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 24);
    }

    /** Returns the checksum of the content that the header holds. */
    public static int contentCrc(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 32);
    }

    static void setType(byte[] bytes, int at, byte type, long generation, long sequence) {
        INT.set(bytes, at + 4, (int) type);
        LONG.set(bytes, at + 8, generation);
        LONG.set(bytes, at + 16, sequence);
    }

    static void setContent(byte[] bytes, int at, int length, int contentCrc) {
        INT.set(bytes, at, length);
        INT.set(bytes, at + 32, contentCrc);
    }

    static void setDurable(byte[] bytes, int at, long durable) {
        LONG.set(bytes, at + 24, durable);
    }

    static void setSegment(byte[] place, long segment) {
        LONG.set(place, LogIdentity.LENGTH, segment);
    }

    static void setOffset(byte[] place, long offset) {
        LONG.set(place, LogIdentity.LENGTH + Long.BYTES, offset);
    }

    static void setHeaderCrc(byte[] bytes, int at, int crc) {
        INT.set(bytes, at + CRC_AT, crc);
    }
}
