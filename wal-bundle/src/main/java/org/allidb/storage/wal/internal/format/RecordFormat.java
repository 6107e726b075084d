package org.allidb.storage.wal.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Records; the package's documentation draws them. */
public final class RecordFormat {

    /** Bytes before the content. */
    public static final int HEADER_LENGTH = 40;

    /** Content of a stream. */
    public static final byte DATA = 1;
    /** A stream's records up to a sequence are in tables. */
    public static final byte FLUSHED = 2;
    /** A stream is gone. */
    public static final byte FORGOTTEN = 3;
    /** Carries the durable position when nothing else is appended. */
    public static final byte SYNCED = 4;
    /** The log was closed in good order after this record. */
    public static final byte CLOSED = 5;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final int CRC_AT = 36;

    private RecordFormat() {}

    /** The checksum of a content. */
    public static int contentCrc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Whether bytes at an index of an array may be a header, by what can be told without a checksum. */
    static boolean isPlausible(byte[] bytes, int at) {
        int type = (int) INT.get(bytes, at + 4);
        return type >= DATA && type <= CLOSED && length(bytes, at) >= 0;
    }

    /** The checksum of the header as the header has it. */
    static int headerCrc(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + CRC_AT);
    }

    /** The length of the content. */
    public static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** The type. */
    public static byte type(byte[] bytes, int at) {
        return bytes[at + 4];
    }

    /** The stream. */
    public static long stream(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 8);
    }

    /** The last sequence. */
    public static long sequence(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 16);
    }

    /** The position known to be durable. */
    public static long durable(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + 24);
    }

    /** The checksum of the content as the header has it. */
    public static int contentCrc(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 32);
    }

    static void setHeader(
            byte[] bytes, int at, byte type, long stream, long sequence, long durable, int length, int contentCrc) {
        INT.set(bytes, at, length);
        INT.set(bytes, at + 4, (int) type);
        LONG.set(bytes, at + 8, stream);
        LONG.set(bytes, at + 16, sequence);
        LONG.set(bytes, at + 24, durable);
        INT.set(bytes, at + 32, contentCrc);
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
