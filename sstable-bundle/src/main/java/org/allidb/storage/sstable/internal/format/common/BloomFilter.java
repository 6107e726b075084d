package org.allidb.storage.sstable.internal.format.common;

/**
 * A Bloom filter of lines of 512 bits, so that a lookup touches one cache line (Putze, Sanders, Singler: Cache-, Hash-
 * and Space-Efficient Bloom Filters, 2007). The upper half of a key's hash chooses the line; six probes of 9 bits each
 * come from the hash multiplied by an odd constant.
 */
public final class BloomFilter {

    private static final int LINE_BYTES = 64;
    private static final int PROBES = 6;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private BloomFilter() {}

    /** Builds a filter of the hashes of keys. */
    public static byte[] build(long[] hashes, int count, int bitsPerKey) {
        if (bitsPerKey == 0 || count == 0) {
            return new byte[0];
        }
        long lines = Math.max(1, ((long) count * bitsPerKey + 511) / 512);
        byte[] bits = new byte[Math.toIntExact(lines * LINE_BYTES)];
        for (int i = 0; i < count; i++) {
            int line = line(hashes[i], bits.length);
            long probes = hashes[i] * MIX;
            for (int p = 0; p < PROBES; p++) {
                int bit = (int) (probes >>> 9 * p + 10) & 511;
                bits[line + (bit >>> 3)] |= (byte) (1 << (bit & 7));
            }
        }
        return bits;
    }

    /** Returns whether the filter may have been built with a key. */
    public static boolean mayContain(byte[] bits, long hash) {
        if (bits.length == 0) {
            return true;
        }
        int line = line(hash, bits.length);
        long probes = hash * MIX;
        for (int p = 0; p < PROBES; p++) {
            int bit = (int) (probes >>> 9 * p + 10) & 511;
            if ((bits[line + (bit >>> 3)] >>> (bit & 7) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a filter can have that many bytes. */
    public static boolean isLength(int bytes) {
        return bytes % LINE_BYTES == 0;
    }

    private static int line(long hash, int bytes) {
        long lines = bytes / LINE_BYTES;
        return (int) ((hash >>> 32) * lines >>> 32) * LINE_BYTES;
    }
}
