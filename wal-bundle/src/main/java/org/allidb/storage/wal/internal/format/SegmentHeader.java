package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header of a segment; the package's documentation draws it.
 *
 * @param number the segment's number
 * @param startPosition position of its first record
 * @param predecessor number of the segment before, 0 if there is none
 * @param predecessorEnd offset up to which the segment before counts
 * @param fileBytes length of the file; a shorter one was cut off
 */
public record SegmentHeader(
        long number, long startPosition, long predecessor, long predecessorEnd, long fileBytes) {

    /** Bytes of a header. */
    public static final int LENGTH = 64;

    private static final byte[] MAGIC = "ALLIDBWL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int CRC_AT = 60;

    /** What is assumed of a segment whose header cannot be read. */
    public static SegmentHeader assumed(long number) {
        return new SegmentHeader(number, 0, 0, 0, 0);
    }

    /** The stored form. */
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putInt(VERSION).putInt(0);
        buffer.putLong(number).putLong(startPosition).putLong(predecessor).putLong(predecessorEnd);
        buffer.putLong(fileBytes);
        buffer.putInt(CRC_AT, crc(buffer.array()));
        return buffer.array();
    }

    /** Reads a header; empty if the bytes are none. */
    public static Optional<SegmentHeader> decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < LENGTH || buffer.getInt(CRC_AT) != crc(bytes) || !hasMagic(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new SegmentHeader(
                buffer.getLong(16), buffer.getLong(24), buffer.getLong(32), buffer.getLong(40), buffer.getLong(48)));
    }

    /** The format version of bytes that begin like a segment, intact or not; 0 if they do not. */
    public static int version(byte[] bytes) {
        return bytes.length >= LENGTH && hasMagic(bytes)
                ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8)
                : 0;
    }

    /** Whether this software understands a format version. */
    public static boolean isUnderstood(int version) {
        return version == VERSION;
    }

    /** Whether bytes begin like a segment. */
    public static boolean hasMagic(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
