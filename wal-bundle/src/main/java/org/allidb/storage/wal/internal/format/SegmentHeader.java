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
 * @param identity the log that the segment is of; {@link LogIdentity#NONE} in format version 1
 * @param number the segment's number
 * @param startPosition position of its first record
 * @param predecessor number of the segment before, 0 if there is none
 * @param predecessorEnd offset up to which the segment before counts and is durable; 0 if it counts up to its mark
 *     {@link RecordFormat#ROTATED}, and this segment only if that mark is there
 * @param fileBytes length of the file; a shorter one was cut off
 */
public record SegmentHeader(
        LogIdentity identity, long number, long startPosition, long predecessor, long predecessorEnd, long fileBytes) {

    /** The bytes of a header, in every version. */
    public static final int LENGTH = 64;

    static final int CRC_AT = 60;
    private static final byte[] MAGIC = "ALLIDBWL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_AT = 8;
    private static final int IDENTITY_AT = 32;
    /** The version without identity. */
    private static final int FIRST_VERSION = 1;

    /** The first version whose segments may continue one that is not durable. */
    private static final int VERSION = 3;

    /** Returns the header that is assumed of a segment whose own cannot be read. */
    public static SegmentHeader assumed(LogIdentity identity, long number) {
        return new SegmentHeader(identity, number, 0, 0, 0, 0);
    }

    /** Returns the identity that bytes have where an intact header has it. */
    public static LogIdentity identityIn(byte[] bytes) {
        return version(bytes) == FIRST_VERSION || bytes.length < LENGTH
                ? LogIdentity.NONE
                : LogIdentity.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), IDENTITY_AT);
    }

    /** Returns whether all of the segment before was durable when this one was made. */
    public boolean vouchesForPredecessor() {
        return predecessorEnd > 0;
    }

    /** Encodes the newest version. */
    public byte[] encode() {
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putInt(VERSION).putInt(Math.toIntExact(fileBytes));
        buffer.putLong(number).putLong(startPosition);
        identity.write(buffer, IDENTITY_AT);
        buffer.putLong(48, predecessor).putInt(56, Math.toIntExact(predecessorEnd));
        buffer.putInt(CRC_AT, crc(buffer.array()));
        return buffer.array();
    }

    /** Decodes a header of any version that is understood; empty if the bytes are no intact header. */
    public static Optional<SegmentHeader> decode(byte[] bytes) {
        if (!isIntact(bytes)) {
            return Optional.empty();
        }
        if (version(bytes) == FIRST_VERSION) {
            return Optional.of(SegmentHeaderV1.decode(bytes));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new SegmentHeader(
                LogIdentity.read(buffer, IDENTITY_AT),
                buffer.getLong(16),
                buffer.getLong(24),
                buffer.getLong(48),
                buffer.getInt(56),
                buffer.getInt(12)));
    }

    /** Returns the format version of bytes that begin like a segment, intact or not; 0 if they do not. */
    public static int version(byte[] bytes) {
        return bytes.length >= LENGTH && hasMagic(bytes)
                ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(VERSION_AT)
                : 0;
    }

    /** Returns whether this software understands a format version. */
    public static boolean isUnderstood(int version) {
        return version >= FIRST_VERSION && version <= VERSION;
    }

    /** Returns whether bytes begin like a segment. */
    public static boolean hasMagic(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static boolean isIntact(byte[] bytes) {
        return bytes.length >= LENGTH
                && hasMagic(bytes)
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(CRC_AT) == crc(bytes);
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
