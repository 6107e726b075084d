package org.allidb.storage.sstable.internal.format.v1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays. */
public final class LittleEndian {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static long getBigLong(byte[] bytes, int at) {
        return (long) BIG.get(bytes, at);
    }

    static void putBigLong(byte[] bytes, int at, long value) {
        BIG.set(bytes, at, value);
    }

    public static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static int getChar(byte[] bytes, int at) {
        return (char) CHAR.get(bytes, at);
    }

    static void putChar(byte[] bytes, int at, int value) {
        CHAR.set(bytes, at, (char) value);
    }

    /** A number of 0 to 8 bytes. */
    static long getNumber(byte[] bytes, int at, int width) {
        return switch (width) {
            case 0 -> 0;
            case 1 -> bytes[at] & 0xFF;
            case 2 -> getChar(bytes, at);
            case 4 -> getInt(bytes, at) & 0xFFFFFFFFL;
            default -> getLong(bytes, at);
        };
    }

    static void putNumber(byte[] bytes, int at, int width, long value) {
        switch (width) {
            case 0 -> {}
            case 1 -> bytes[at] = (byte) value;
            case 2 -> putChar(bytes, at, (int) value);
            case 4 -> putInt(bytes, at, (int) value);
            default -> putLong(bytes, at, value);
        }
    }

    /** The least of the widths 0, 1, 2, 4 and 8 that holds a number. */
    static int width(long value) {
        if (value == 0) {
            return 0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
        return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }
}
