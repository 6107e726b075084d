package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.allidb.storage.spi.vfs.VfsFile;

/** Where things are in an edit log, and their checksums; {@link EditLog} draws it. */
final class EditLogLayout {

    static final int MAGIC_LENGTH = 8;
    static final int HEADER_LENGTH = MAGIC_LENGTH + Integer.BYTES + Long.BYTES + Integer.BYTES;
    static final int RECORD_HEADER_LENGTH = Integer.BYTES + 1 + Integer.BYTES;
    static final byte EDIT = 1;
    static final byte DURABLE_OFFSET = 2;

    private static final int PADDING = 4096;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private EditLogLayout() {}

    /** Returns the whole file; empty if it is too long to be an edit log. */
    static byte[] readAll(VfsFile file) throws IOException {
        long size = file.size();
        if (size > MAX_BYTES) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) size];
        int read = file.read(0, bytes, 0, bytes.length);
        if (read < bytes.length) {
            // to take this for the end of the file would lose the edits that come after it
            throw new IOException("a file of " + size + " bytes could be read up to byte " + read + " only");
        }
        return bytes;
    }

    static boolean isHeaderIntact(byte[] bytes) {
        return bytes.length >= HEADER_LENGTH
                && ByteBuffer.wrap(bytes).getInt(HEADER_LENGTH - Integer.BYTES) == headerCrc(bytes);
    }

    static int headerCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEADER_LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }

    static int recordCrc(long owner, byte type, byte[] bytes, int start, int length, long offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES + 1)
                .putLong(owner)
                .putLong(offset)
                .put(type)
                .flip());
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }

    /** Returns the length of a file whose records end at an offset. */
    static long padded(long end) {
        return (end + RECORD_HEADER_LENGTH + PADDING - 1) / PADDING * PADDING;
    }

    /** Returns whether the file ends in what begins at an offset: room for it was durable before it was written. */
    static boolean isCutAt(byte[] bytes, int offset) {
        return bytes.length - offset < RECORD_HEADER_LENGTH
                || ByteBuffer.wrap(bytes).getInt(offset) > bytes.length - offset - RECORD_HEADER_LENGTH;
    }

    static boolean isZeroFrom(byte[] bytes, int offset) {
        for (int i = offset; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the end of the intact record at an offset, or -1. */
    static int recordEnd(long owner, byte[] bytes, int offset) {
        if (bytes.length - offset < RECORD_HEADER_LENGTH) {
            return -1;
        }
        ByteBuffer record = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        int length = record.getInt();
        byte type = record.get();
        int crc = record.getInt();
        boolean plausible = length >= 0
                && length <= record.remaining()
                && (type == EDIT || type == DURABLE_OFFSET && length == Long.BYTES);
        int payload = offset + RECORD_HEADER_LENGTH;
        return plausible && crc == recordCrc(owner, type, bytes, payload, length, offset) ? payload + length : -1;
    }

    /** Looks behind a damaged record for those that vouch for more than what was read. */
    static long laterDurableOffset(long owner, byte[] bytes, int from) {
        long durable = 0;
        for (int offset = from + 1; offset <= bytes.length - RECORD_HEADER_LENGTH - Long.BYTES; offset++) {
            if (bytes[offset + Integer.BYTES] == DURABLE_OFFSET && recordEnd(owner, bytes, offset) >= 0) {
                durable = ByteBuffer.wrap(bytes, offset + RECORD_HEADER_LENGTH, Long.BYTES)
                        .getLong();
            }
        }
        return durable;
    }
}
