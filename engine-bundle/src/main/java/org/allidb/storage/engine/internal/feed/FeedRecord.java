package org.allidb.storage.engine.internal.feed;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record of a feed, as a {@link FeedScan} found it: intact, and valid until the next one is asked for.
 *
 * @param bytes array
 * @param offset start of the batch, as it is in the log
 * @param length its length in bytes
 * @param before the last sequence before it
 * @param last its last sequence
 */
public record FeedRecord(byte[] bytes, int offset, int length, long before, long last) {

    static final int HEADER_LENGTH = 24;

    private static final int CHECKED_FROM = 8;

    /** Writes the header of a record into an array that holds nothing else yet. */
    static void describe(FeedRecord record, byte[] target, int at) {
        ByteBuffer.wrap(target, at, HEADER_LENGTH)
                .putInt(record.length)
                .putInt(0)
                .putLong(record.before)
                .putLong(record.last);
        int crc = checksum(target, at, record.bytes, record.offset, record.length);
        ByteBuffer.wrap(target, at, HEADER_LENGTH).putInt(at + Integer.BYTES, crc);
    }

    /** Returns the length that a header gives. */
    static int length(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    /** Reads a record whose header stands before it; its checksum is not looked at. */
    static FeedRecord at(byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        return new FeedRecord(
                bytes, at + HEADER_LENGTH, header.getInt(at), header.getLong(at + 8), header.getLong(at + 16));
    }

    /** Returns whether it is what was written. */
    boolean isIntact() {
        int at = offset - HEADER_LENGTH;
        return before >= 0
                && last > before
                && ByteBuffer.wrap(bytes).getInt(at + Integer.BYTES) == checksum(bytes, at, bytes, offset, length);
    }

    private static int checksum(byte[] header, int at, byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(header, at, Integer.BYTES);
        crc.update(header, at + CHECKED_FROM, HEADER_LENGTH - CHECKED_FROM);
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }
}
