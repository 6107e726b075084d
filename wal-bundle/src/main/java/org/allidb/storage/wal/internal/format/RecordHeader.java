package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Makes the headers of a log's records, one after the other in the same array. Used by one thread at a time. */
public final class RecordHeader {

    private final byte[] bytes = new byte[RecordPlace.LENGTH + RecordFormat.HEADER_LENGTH];
    private final CRC32C crc = new CRC32C();

    /** No header yet, of a log. */
    public RecordHeader(LogIdentity identity) {
        identity.write(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0);
    }

    /** The array that holds the header. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the header starts in the array. */
    public int offset() {
        return RecordPlace.LENGTH;
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
        RecordFormat.setSegment(bytes, segment);
        RecordFormat.setOffset(bytes, offset);
        RecordFormat.setHeader(bytes, offset(), type, stream, sequence, durable, length, contentCrc);
        crc.reset();
        crc.update(bytes, 0, RecordPlace.LENGTH + RecordFormat.CRC_AT);
        RecordFormat.setHeaderCrc(bytes, offset(), (int) crc.getValue());
    }
}
