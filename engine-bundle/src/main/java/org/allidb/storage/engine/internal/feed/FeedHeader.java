package org.allidb.storage.engine.internal.feed;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The header of a file of a feed; the package's documentation draws it. Immutable.
 *
 * @param key number of the key that its records are encrypted with, 0 if they are not
 * @param feed number of the feed
 * @param after the last sequence before its first record
 * @param settled sequence that tables must have reached for the feed to be of use after an open
 * @param createdMillis wall time
 */
record FeedHeader(int key, long feed, long after, long settled, long createdMillis) {

    static final int LENGTH = 52;

    private static final long MAGIC = 0x414c4c4946454544L; // "ALLIFEED"
    private static final int VERSION = 1;
    private static final int CHECKSUM_AT = LENGTH - Integer.BYTES;

    byte[] encode() {
        byte[] bytes = new byte[LENGTH];
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(key)
                .putLong(feed)
                .putLong(after)
                .putLong(settled)
                .putLong(createdMillis);
        buffer.putInt(checksum(bytes));
        return bytes;
    }

    /** Reads the stored form; empty if it is not intact, or of another version. */
    static Optional<FeedHeader> decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean ours = bytes.length == LENGTH
                && buffer.getLong() == MAGIC
                && buffer.getInt() == VERSION
                && buffer.getInt(CHECKSUM_AT) == checksum(bytes);
        return ours
                ? Optional.of(new FeedHeader(
                        buffer.getInt(), buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong()))
                : Optional.empty();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
