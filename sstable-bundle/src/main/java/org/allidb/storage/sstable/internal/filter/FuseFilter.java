package org.allidb.storage.sstable.internal.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.allidb.storage.spi.filter.KeyFilter;

/**
 * A binary fuse filter (Graf, Lemire: Binary Fuse Filters, 2022). A key is in it if three bytes that its hash leads to are, combined by
 * exclusive or, its fingerprint of eight bits. Little-endian:
 *
 * <pre>
 *   seed u64 | logarithm of the bytes of a segment u32 | segments that may be the first of three u32 | segments
 * </pre>
 *
 * @param bytes the stored filter
 * @param seed mixed into each hash
 * @param layout its segments
 */
record FuseFilter(byte[] bytes, long seed, FuseLayout layout) implements KeyFilter {

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    static FuseFilter of(byte[] bytes) {
        if (bytes.length < FuseLayout.HEADER_BYTES) {
            throw new IllegalArgumentException("a fuse filter has more than " + bytes.length + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long seed = header.getLong();
        return new FuseFilter(bytes, seed, FuseLayout.stored(header.getInt(), header.getInt(), bytes.length));
    }

    @Override
    public boolean mayContain(long hash) {
        long mixed = FuseLayout.mix(hash, seed);
        int found = fingerprintAt(mixed, 0) ^ fingerprintAt(mixed, 1) ^ fingerprintAt(mixed, 2);
        return (byte) found == FuseLayout.fingerprint(mixed);
    }

    private int fingerprintAt(long mixed, int which) {
        return bytes[FuseLayout.HEADER_BYTES + layout.place(mixed, which)];
    }
}
