package org.allidb.storage.sstable.internal.format.v1;

import java.util.zip.CRC32C;

/** What follows a block's payload. */
public final class BlockTrailer {

    /** Bytes of a trailer. */
    public static final int BYTES = 12;
    /** The payload is as it was. */
    public static final byte PLAIN = 0;
    /** The payload was compressed by the table's codec. */
    public static final byte COMPRESSED = 1;

    private BlockTrailer() {}

    /** Writes the trailer behind the payload. */
    public static void write(
            TableIdentity identity, long offset, byte[] bytes, int start, int length, byte codec, int rawLength) {
        int at = start + length;
        LittleEndian.putInt(bytes, at, codec);
        LittleEndian.putInt(bytes, at + 4, rawLength);
        LittleEndian.putInt(bytes, at + 8, crc(identity, offset, bytes, start, length));
    }

    /** Whether payload and trailer are intact. */
    public static boolean isIntact(TableIdentity identity, long offset, byte[] bytes, int start, int length) {
        int at = start + length;
        int codec = LittleEndian.getInt(bytes, at);
        return LittleEndian.getInt(bytes, at + 8) == crc(identity, offset, bytes, start, length)
                && (codec == PLAIN || codec == COMPRESSED)
                && rawLength(bytes, start, length) >= 0;
    }

    /** How the payload is stored. */
    public static byte codec(byte[] bytes, int start, int length) {
        return bytes[start + length];
    }

    /** The payload's length before compression. */
    public static int rawLength(byte[] bytes, int start, int length) {
        return LittleEndian.getInt(bytes, start + length + 4);
    }

    private static int crc(TableIdentity identity, long offset, byte[] bytes, int start, int length) {
        CRC32C crc = identity.crc(offset);
        crc.update(bytes, start, length + 8);
        return (int) crc.getValue();
    }
}
