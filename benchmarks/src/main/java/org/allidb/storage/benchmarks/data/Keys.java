package org.allidb.storage.benchmarks.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Keys as db_bench has them: the number as 16 decimal digits. An entry's key is twice its index, so that between two
 * keys there is one that is missing.
 */
public final class Keys {

    /** Bytes of a key. */
    public static final int LENGTH = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HALF = 8;
    private static final long HALF_RANGE = 100_000_000L;

    private Keys() {}

    /** Writes the key of an entry. */
    public static void present(long index, byte[] target) {
        write(2 * index, target);
    }

    /** Writes a key that no entry has, next to that of an entry. */
    public static void missing(long index, byte[] target) {
        write(2 * index + 1, target);
    }

    /** Returns a key as an array of its own. */
    public static byte[] of(long index) {
        byte[] key = new byte[LENGTH];
        present(index, key);
        return key;
    }

    /** Returns the index of the entry that has a key; negative if none has. */
    public static long index(byte[] key) {
        long number = parse((long) LONG.get(key, 0)) * HALF_RANGE + parse((long) LONG.get(key, HALF));
        return (number & 1) == 0 ? number >>> 1 : -1;
    }

    private static void write(long number, byte[] target) {
        LONG.set(target, 0, format((int) (number / HALF_RANGE)));
        LONG.set(target, HALF, format((int) (number % HALF_RANGE)));
    }

    /** Returns eight digits at once; the first digit is in the lowest byte. */
    private static long format(int value) {
        long high = value / 10_000;
        long pairs = high | (value - high * 10_000) << 32;
        long hundreds = pairs * 10486 >>> 20 & 0x7F_0000_007FL;
        long twos = hundreds | pairs - 100 * hundreds << 16;
        long tens = twos * 103 >>> 10 & 0x000F_000F_000F_000FL;
        return (tens | twos - 10 * tens << 8) | 0x3030_3030_3030_3030L;
    }

    /** Returns the reverse. */
    private static long parse(long digits) {
        long twos = (digits & 0x0F0F_0F0F_0F0F_0F0FL) * (1 + (10 << 8)) >>> 8;
        long fours = (twos & 0x00FF_00FF_00FF_00FFL) * (1 + (100 << 16)) >>> 16;
        return (fours & 0x0000_FFFF_0000_FFFFL) * (1 + (10_000L << 32)) >>> 32;
    }
}
