package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A segment as the checksums of its records have it: the log's identity and the segment's number, which are under the
 * checksum but not in the record. Used by one thread at a time.
 */
public final class RecordPlace {

    /** The bytes of the identity, the segment's number and the record's offset. */
    static final int LENGTH = LogIdentity.LENGTH + 2 * Long.BYTES;

    private final byte[] place;
    /** Where it begins: without the identity if there is none. */
    private final int start;

    private final CRC32C crc = new CRC32C();

    /** Creates the place of the records of a segment. */
    public RecordPlace(SegmentHeader segment) {
        this.place = of(segment.identity(), segment.number());
        this.start = segment.identity().equals(LogIdentity.NONE) ? LogIdentity.LENGTH : 0;
    }

    private static byte[] of(LogIdentity identity, long number) {
        byte[] place = new byte[LENGTH];
        identity.write(ByteBuffer.wrap(place).order(ByteOrder.LITTLE_ENDIAN), 0);
        RecordFormat.setSegment(place, number);
        return place;
    }

    /** Returns whether an intact header is at an index of an array; does not look at the content. */
    public boolean isHeader(byte[] bytes, int at, long offset) {
        return RecordFormat.isPlausible(bytes, at) && RecordFormat.headerCrc(bytes, at) == crc(bytes, at, offset);
    }

    private int crc(byte[] bytes, int at, long offset) {
        RecordFormat.setOffset(place, offset);
        crc.reset();
        crc.update(place, start, LENGTH - start);
        crc.update(bytes, at, RecordFormat.CRC_AT);
        return (int) crc.getValue();
    }
}
