package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A header that is filled for each record of a log, one after the other in the same array. Used by one thread at a time.
 */
public final class RecordHeader {

    private final byte[] bytes = new byte[RecordPlace.LENGTH + RecordFormat.HEADER_LENGTH];
    private final CRC32C crc = new CRC32C();

    /** Creates an empty header of a log. */
    public RecordHeader(LogIdentity identity) {
        identity.write(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0);
    }

    /** Returns the array that holds the header. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where the header starts in the array. */
    public int offset() {
        return RecordPlace.LENGTH;
    }

    /** Returns how many bytes the content has. */
    public int length() {
        return RecordFormat.length(bytes, offset());
    }

    /**
     * Fills what does not depend on the record's place.
     *
     * @param type the type
     * @param generation the tenant generation
     * @param sequence the last sequence
     * @param length bytes of the content
     * @param contentCrc checksum of the content
     */
    public void describe(byte type, long generation, long sequence, int length, int contentCrc) {
        RecordFormat.setType(bytes, offset(), type, generation, sequence);
        RecordFormat.setContent(bytes, offset(), length, contentCrc);
    }

    /**
     * Fills the place, and the checksum of the header.
     *
     * @param segment number of the segment
     * @param offset the record's offset in it
     * @param durable position known to be durable
     */
    public void place(long segment, long offset, long durable) {
        RecordFormat.setSegment(bytes, segment);
        RecordFormat.setOffset(bytes, offset);
        RecordFormat.setDurable(bytes, offset(), durable);
        crc.reset();
        crc.update(bytes, 0, RecordPlace.LENGTH + RecordFormat.CRC_AT);
        RecordFormat.setHeaderCrc(bytes, offset(), (int) crc.getValue());
    }
}
