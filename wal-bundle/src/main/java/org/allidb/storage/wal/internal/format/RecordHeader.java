package org.allidb.storage.wal.internal.format;

import java.util.zip.CRC32C;

/** Makes the headers of records, one after the other in the same array. Used by one thread at a time. */
public final class RecordHeader {

    private final byte[] bytes = new byte[RecordFormat.PLACE_LENGTH + RecordFormat.HEADER_LENGTH];
    private final CRC32C crc = new CRC32C();

    /** No header yet. */
    public RecordHeader() {}

    /** The array that holds the header. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the header starts in the array. */
    public int offset() {
        return RecordFormat.PLACE_LENGTH;
    }

    /**
     * Makes a header.
     *
     * @param segment number of the segment
     * @param offset the record's offset in it
     * @param durable position known to be durable
     * @param length bytes of the content
     * @param contentCrc its checksum
     */
    public void set(
            long segment,
            long offset,
            byte type,
            long stream,
            long sequence,
            long durable,
            int length,
            int contentCrc) {
        RecordFormat.setPlace(bytes, segment, offset);
        RecordFormat.setHeader(bytes, offset(), type, stream, sequence, durable, length, contentCrc);
        crc.reset();
        crc.update(bytes, 0, RecordFormat.PLACE_LENGTH + RecordFormat.CRC_AT);
        RecordFormat.setHeaderCrc(bytes, offset(), (int) crc.getValue());
    }
}
