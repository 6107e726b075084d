package org.allidb.storage.sstable.internal.format.common;

import java.util.zip.CRC32C;

/** The trailer of a block, which follows its payload. */
public final class BlockTrailer {

    /** The bytes of a trailer. */
    public static final int BYTES = 12;
    /** The name of the codec of tables whose blocks are not compressed. */
    public static final String NO_CODEC = "none";
    /** The payload is as it was. */
    public static final byte PLAIN = 0;
    /** The payload was compressed by the table's codec. */
    public static final byte COMPRESSED = 1;
    /** The payload was compressed by the table's codec with the table's dictionary. */
    public static final byte WITH_DICTIONARY = 2;

    private BlockTrailer() {}

    /** Writes the trailer behind the payload. */
    public static void write(
            TableIdentity identity, BlockHandle block, byte[] bytes, int start, byte codec, int rawLength) {
        int at = start + block.length();
        LittleEndian.putInt(bytes, at, codec);
        LittleEndian.putInt(bytes, at + 4, rawLength);
        LittleEndian.putInt(bytes, at + 8, crc(identity, block.offset(), bytes, start, block.length()));
    }

    /** Returns whether payload and trailer are intact. */
    public static boolean isIntact(TableIdentity identity, long offset, byte[] bytes, int start, int length) {
        int at = start + length;
        int codec = LittleEndian.getInt(bytes, at);
        return LittleEndian.getInt(bytes, at + 8) == crc(identity, offset, bytes, start, length)
                && isKnown(codec)
                && rawLength(bytes, start, length) >= 0;
    }

    /** Returns whether a trailer may say so of how the payload is stored. */
    public static boolean isKnown(int codec) {
        return codec >= PLAIN && codec <= WITH_DICTIONARY;
    }

    /** Returns how the payload is stored. */
    public static byte codec(byte[] bytes, int start, int length) {
        return bytes[start + length];
    }

    /** Returns the payload's length before compression. */
    public static int rawLength(byte[] bytes, int start, int length) {
        return LittleEndian.getInt(bytes, start + length + 4);
    }

    private static int crc(TableIdentity identity, long offset, byte[] bytes, int start, int length) {
        CRC32C crc = identity.crc(offset);
        crc.update(bytes, start, length + 8);
        return (int) crc.getValue();
    }
}
