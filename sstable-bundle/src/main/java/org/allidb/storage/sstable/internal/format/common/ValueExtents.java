package org.allidb.storage.sstable.internal.format.common;

import java.util.ArrayList;
import java.util.List;

/**
 * The list of the extents of a table.
 *
 * @param offsets offset of each in the file
 * @param lengths length of each in bytes
 * @param checksums checksum of each
 */
public record ValueExtents(long[] offsets, int[] lengths, int[] checksums) {

    /** Each value in an extent starts at a multiple of so many bytes of the file. */
    public static final int ALIGNMENT = 64;

    private static final int BYTES = 16;

    /** Returns how many extents there are. */
    public int count() {
        return offsets.length;
    }

    /** Computes the checksum of an extent's content. */
    public static int checksum(TableIdentity identity, long offset, byte[] bytes, int length) {
        var crc = identity.crc(offset);
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** A builder that collects extents as they are written. */
    public static final class Builder {

        private final List<byte[]> extents = new ArrayList<>();

        /** Creates an empty builder. */
        public Builder() {}

        /** Returns the number of the extent that is added next. */
        public int next() {
            return extents.size();
        }

        /** Adds an extent. */
        public void add(long offset, int length, int checksum) {
            byte[] extent = new byte[BYTES];
            LittleEndian.putLong(extent, 0, offset);
            LittleEndian.putInt(extent, 8, length);
            LittleEndian.putInt(extent, 12, checksum);
            extents.add(extent);
        }

        /** Encodes the list. */
        public byte[] encode() {
            byte[] bytes = new byte[4 + BYTES * extents.size()];
            LittleEndian.putInt(bytes, 0, extents.size());
            for (int i = 0; i < extents.size(); i++) {
                System.arraycopy(extents.get(i), 0, bytes, 4 + BYTES * i, BYTES);
            }
            return bytes;
        }
    }

    /**
     * Decodes a list.
     *
     * @throws IllegalArgumentException if the bytes are no list of extents
     */
    public static ValueExtents decode(byte[] bytes, long fileBytes) {
        int count = bytes.length < 4 ? -1 : LittleEndian.getInt(bytes, 0);
        if (count < 0 || bytes.length != 4L + (long) BYTES * count) {
            throw new IllegalArgumentException("the list of extents makes no sense");
        }
        long[] offsets = new long[count];
        int[] lengths = new int[count];
        int[] checksums = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = LittleEndian.getLong(bytes, 4 + BYTES * i);
            lengths[i] = LittleEndian.getInt(bytes, 12 + BYTES * i);
            checksums[i] = LittleEndian.getInt(bytes, 16 + BYTES * i);
            if (offsets[i] < 0 || lengths[i] < 0 || offsets[i] > fileBytes - lengths[i]) {
                throw new IllegalArgumentException("an extent lies outside the file");
            }
        }
        return new ValueExtents(offsets, lengths, checksums);
    }
}
