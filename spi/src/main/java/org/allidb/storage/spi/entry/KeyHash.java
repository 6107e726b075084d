package org.allidb.storage.spi.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The 64-bit hash of keys that filters store. Part of the on-disk formats: it never changes.
 *
 * <p>Eight bytes at a time are folded with a 64×64→128-bit multiplication, after the scheme of wyhash (Wang Yi, public
 * domain). The constants are the first 64 bits of the fractional parts of √2, √3 and √5 made odd.
 */
@ProviderType
public final class KeyHash {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P0 = 0x6A09E667F3BCC909L;
    private static final long P1 = 0xBB67AE8584CAA73BL;
    private static final long P2 = 0x3C6EF372FE94F82BL;

    private KeyHash() {}

    /**
     * Hashes a key.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @return the hash
     */
    public static long hash(byte[] key, int offset, int length) {
        long hash = P0 ^ length;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(key, offset + i), P1);
        }
        if (i < length) {
            long tail = 0;
            for (int shift = 0; i < length; i++, shift += Byte.SIZE) {
                tail |= (key[offset + i] & 0xFFL) << shift;
            }
            hash = mix(hash ^ tail, P2);
        }
        return mix(hash, P0);
    }

    private static long mix(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
