package org.allidb.storage.spi.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.osgi.annotation.versioning.ProviderType;

/** The order of keys: bytes compared as unsigned numbers, a prefix before what it is a prefix of. */
@ProviderType
public final class KeyOrder {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** For words that are mostly equal, so that their bytes need not be in the order of numbers. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyOrder() {}

    /**
     * Compares two keys.
     *
     * @param a array of the first
     * @param aOffset its start
     * @param aLength its length in bytes
     * @param b array of the second
     * @param bOffset its start
     * @param bLength its length in bytes
     * @return negative, zero or positive as the first is before, equal to or after the second
     */
    public static int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int common = Math.min(aLength, bLength);
        int i = 0;
        for (; i <= common - Long.BYTES; i += Long.BYTES) {
            long x = (long) WORD.get(a, aOffset + i);
            long y = (long) WORD.get(b, bOffset + i);
            if (x != y) {
                return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
            }
        }
        for (; i < common; i++) {
            int difference = (a[aOffset + i] & 0xFF) - (b[bOffset + i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return aLength - bLength;
    }

    /**
     * Compares two whole arrays as keys.
     *
     * @param a the first
     * @param b the second
     * @return negative, zero or positive as the first is before, equal to or after the second
     */
    public static int compare(byte[] a, byte[] b) {
        return compare(a, 0, a.length, b, 0, b.length);
    }

    /**
     * Returns the first eight bytes of a key as a number whose unsigned order agrees with the order of keys; shorter keys
     * are padded with zeros.
     *
     * @param key array
     * @param offset start of the key, or of what follows a shared prefix
     * @param length its length in bytes
     * @return the prefix; equal prefixes decide nothing
     */
    public static long prefix(byte[] key, int offset, int length) {
        if (length >= Long.BYTES) {
            return (long) LONG.get(key, offset);
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (key[offset + i] & 0xFFL) << (56 - 8 * i);
        }
        return prefix;
    }

    /**
     * Returns the length of the longest common prefix.
     *
     * @param a array of the first
     * @param aOffset its start
     * @param aLength its length in bytes
     * @param b array of the second
     * @param bOffset its start
     * @param bLength its length in bytes
     * @return bytes
     */
    public static int commonPrefix(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int common = Math.min(aLength, bLength);
        int i = 0;
        for (; i <= common - Long.BYTES; i += Long.BYTES) {
            long difference = (long) LONG.get(a, aOffset + i) ^ (long) LONG.get(b, bOffset + i);
            if (difference != 0) {
                return i + Long.numberOfLeadingZeros(difference) / Byte.SIZE;
            }
        }
        while (i < common && a[aOffset + i] == b[bOffset + i]) {
            i++;
        }
        return i;
    }
}
