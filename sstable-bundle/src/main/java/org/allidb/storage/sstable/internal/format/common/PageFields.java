package org.allidb.storage.sstable.internal.format.common;

import org.jspecify.annotations.Nullable;

/**
 * What the footer of a table of version 2 and 3 has beside that of version 1.
 *
 * @param pointIndex where the point index is, all of its pages with their trailers; 0 bytes for none
 * @param pageShift the logarithm of the bytes of a page; 0 if blocks do not start at multiples of it
 * @param baseTimestamp what timestamps count from
 * @param baseSequence what sequences count from
 * @param dictionary where the dictionary of the codec is, which is empty if there is none; null for version 2
 */
public record PageFields(
        BlockHandle pointIndex,
        int pageShift,
        long baseTimestamp,
        long baseSequence,
        @Nullable BlockHandle dictionary) {

    /** The greatest shift: a page of 1 MiB. */
    public static final int MAX_SHIFT = 20;

    /** The bytes of a page of a point index. */
    private static final int POINT_PAGE = 4096;

    private static final int VERSION_2 = BlockHandle.BYTES + Integer.BYTES + 2 * Long.BYTES;
    static final int MAX_BYTES = BlockHandle.BYTES + VERSION_2;

    /** Returns the same for a table of version 3. */
    public PageFields withDictionary(BlockHandle place) {
        return new PageFields(pointIndex, pageShift, baseTimestamp, baseSequence, place);
    }

    /** Returns whether point index and dictionary lie in a file of so many bytes, and pages can be of this size. */
    public boolean isWithin(long fileBytes) {
        return pageShift >= 0
                && pageShift <= MAX_SHIFT
                && pointIndex.length() >= 0
                && pointIndex.length() % POINT_PAGE == 0
                && pointIndex.offset() >= 0
                && pointIndex.offset() <= fileBytes - pointIndex.length()
                && (dictionary == null || dictionary.isWithin(fileBytes));
    }

    /** Returns the version of the table. */
    int version() {
        return dictionary == null ? 2 : TableHeader.WITH_DICTIONARY;
    }

    /** Returns the bytes of the fields of a version; 0 for version 1. */
    static int bytes(int version) {
        return version == 1 ? 0 : version == 2 ? VERSION_2 : MAX_BYTES;
    }

    /** Reads the fields of a version after the first. */
    public static PageFields read(byte[] bytes, int start, int version) {
        int at = start + bytes(version) - VERSION_2;
        int after = at + BlockHandle.BYTES;
        return new PageFields(
                BlockHandle.read(bytes, at),
                LittleEndian.getInt(bytes, after),
                LittleEndian.getLong(bytes, after + 4),
                LittleEndian.getLong(bytes, after + 12),
                version == 2 ? null : BlockHandle.read(bytes, start));
    }

    void write(byte[] bytes, int start) {
        int at = start;
        if (dictionary != null) {
            dictionary.write(bytes, at);
            at += BlockHandle.BYTES;
        }
        int after = at + BlockHandle.BYTES;
        pointIndex.write(bytes, at);
        LittleEndian.putInt(bytes, after, pageShift);
        LittleEndian.putLong(bytes, after + 4, baseTimestamp);
        LittleEndian.putLong(bytes, after + 12, baseSequence);
    }
}
