package org.allidb.storage.sstable.internal.format.common;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, little-endian unless the name says otherwise. */
public final class LittleEndian {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    public static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    public static long getBigLong(byte[] bytes, int at) {
        return (long) BIG.get(bytes, at);
    }

    public static void putBigLong(byte[] bytes, int at, long value) {
        BIG.set(bytes, at, value);
    }

    public static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    public static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    public static int getChar(byte[] bytes, int at) {
        return (char) CHAR.get(bytes, at);
    }

    public static void putChar(byte[] bytes, int at, int value) {
        CHAR.set(bytes, at, (char) value);
    }

    /** Reads a number of 0 to 8 bytes. Unless it has none, the array must have eight bytes there. */
    public static long getNumber(byte[] bytes, int at, int width) {
        return width == 0 ? 0 : getLong(bytes, at) & mask(width);
    }

    /** Returns the mask of a number of 1 to 8 bytes. */
    public static long mask(int width) {
        return -1L >>> Long.SIZE - Byte.SIZE * width;
    }

    public static void putNumber(byte[] bytes, int at, int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> Byte.SIZE * i);
        }
    }

    /** Returns the least number of bytes that holds a number. */
    public static int width(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value) + Byte.SIZE - 1) / Byte.SIZE;
    }
}
