package org.allidb.storage.sstable.internal.format.common;

/**
 * What the footer of a table of version 2 has beside that of version 1.
 *
 * @param pointIndex where the point index is, all of its pages with their trailers; 0 bytes for none
 * @param pageShift the logarithm of the bytes of a page; 0 if blocks do not start at multiples of it
 * @param baseTimestamp what timestamps count from
 * @param baseSequence what sequences count from
 */
public record PageFields(BlockHandle pointIndex, int pageShift, long baseTimestamp, long baseSequence) {

    /** The greatest shift: a page of 1 MiB. */
    public static final int MAX_SHIFT = 20;

    /** The bytes of a page of a point index. */
    private static final int POINT_PAGE = 4096;

    static final int BYTES = BlockHandle.BYTES + Integer.BYTES + 2 * Long.BYTES;

    /** Returns whether the point index lies in a file of so many bytes, and pages can be of this size. */
    public boolean isWithin(long fileBytes) {
        return pageShift >= 0
                && pageShift <= MAX_SHIFT
                && pointIndex.length() >= 0
                && pointIndex.length() % POINT_PAGE == 0
                && pointIndex.offset() >= 0
                && pointIndex.offset() <= fileBytes - pointIndex.length();
    }

    static PageFields read(byte[] bytes, int at) {
        int after = at + BlockHandle.BYTES;
        return new PageFields(
                BlockHandle.read(bytes, at),
                LittleEndian.getInt(bytes, after),
                LittleEndian.getLong(bytes, after + 4),
                LittleEndian.getLong(bytes, after + 12));
    }

    void write(byte[] bytes, int at) {
        int after = at + BlockHandle.BYTES;
        pointIndex.write(bytes, at);
        LittleEndian.putInt(bytes, after, pageShift);
        LittleEndian.putLong(bytes, after + 4, baseTimestamp);
        LittleEndian.putLong(bytes, after + 12, baseSequence);
    }
}
