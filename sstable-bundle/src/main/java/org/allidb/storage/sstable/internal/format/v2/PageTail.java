package org.allidb.storage.sstable.internal.format.v2;

import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/** The last bytes of a page: how many entries there are, how wide their offsets are, and what their versions count from. */
final class PageTail {

    /** The bytes of a tail. */
    static final int BYTES = 24;
    /** The last byte of a page, by which it is known from other blocks. */
    static final byte MARK = 'P';
    /** The greatest offset of two bytes. */
    static final int NARROW = 0xFFFF;

    private static final int COUNT_AT = 16;
    private static final int WIDTH_AT = 20;

    private PageTail() {}

    static void write(byte[] bytes, int at, int count, int width, VersionBase base) {
        LittleEndian.putLong(bytes, at, base.timestamp());
        LittleEndian.putLong(bytes, at + Long.BYTES, base.sequence());
        LittleEndian.putInt(bytes, at + COUNT_AT, count);
        LittleEndian.putInt(bytes, at + WIDTH_AT, width | MARK << 24);
    }

    static long timestamp(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at);
    }

    static long sequence(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at + Long.BYTES);
    }

    static int count(byte[] bytes, int at) {
        return LittleEndian.getInt(bytes, at + COUNT_AT);
    }

    static int width(byte[] bytes, int at) {
        return bytes[at + WIDTH_AT];
    }

    static boolean isMarked(byte[] bytes, int at) {
        return LittleEndian.getInt(bytes, at + WIDTH_AT) >>> 8 == MARK << 16;
    }
}
