package org.allidb.storage.sstable.internal.format.v2;

import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * The stored form of an entry. Its first eight bytes, the head, say where everything else is, so that one read of a cache line
 * or two gets at the key, the version and the value. The package's documentation draws it.
 */
public final class EntryFormat {

    /** Bytes of the head. */
    public static final int HEAD = Long.BYTES;
    /** Bytes of the place of a value that is in an extent. */
    public static final int EXTENT = 2 * Integer.BYTES;
    /** The longest key in bytes. */
    public static final int MAX_KEY_LENGTH = 0xFFFF;

    private static final int TYPE = 0x3F;
    private static final int EXPIRES = 0x40;
    private static final int IN_EXTENT = 0x80;
    private static final int WIDTH = 0xF;

    private EntryFormat() {}

    /** Makes the head of an entry without its widths. */
    static long head(byte type, boolean expires, boolean inExtent, int keyLength, int valueLength) {
        long flags = type | (expires ? EXPIRES : 0) | (inExtent ? IN_EXTENT : 0);
        return flags | (long) keyLength << 16 | (long) valueLength << 32;
    }

    /** Adds the widths of the numbers to the head of an entry. */
    static long withWidths(long head, int timestampWidth, int sequenceWidth) {
        return head | (long) timestampWidth << 8 | (long) sequenceWidth << 12;
    }

    /** Returns whether a head can be one: its type, its widths and the length of its value are possible. */
    public static boolean isPossible(long head) {
        int type = type(head);
        return (type == EntryType.PUT || type == EntryType.DELETE)
                && timestampWidth(head) <= Long.BYTES
                && sequenceWidth(head) <= Long.BYTES
                && valueLength(head) >= 0;
    }

    /** Returns the type of an entry. */
    public static byte type(long head) {
        return (byte) (head & TYPE);
    }

    /** Returns whether the entry has its place in an extent instead of a value. */
    public static boolean isInExtent(long head) {
        return (head & IN_EXTENT) != 0;
    }

    /** Returns the length of the key. */
    public static int keyLength(long head) {
        return (int) (head >>> 16) & 0xFFFF;
    }

    /** Returns the length of the value, wherever it is. */
    public static int valueLength(long head) {
        return (int) (head >>> 32);
    }

    /** Returns how far behind the start of the entry its key starts. */
    public static int keyAt(long head) {
        return HEAD + timestampWidth(head) + sequenceWidth(head) + ((head & EXPIRES) == 0 ? 0 : Long.BYTES);
    }

    /** Returns how far behind the start of the entry its value starts, or the place of its value. */
    public static int valueAt(long head) {
        return keyAt(head) + keyLength(head);
    }

    /** Returns how many bytes the entry has. */
    public static long bytes(long head) {
        return valueAt(head) + (isInExtent(head) ? EXTENT : head >>> 32);
    }

    /** Reads the timestamp of the entry at an index; there are eight bytes behind the head. */
    public static long timestamp(byte[] bytes, int at, long head, long base) {
        return base + signed(LittleEndian.getNumber(bytes, at + HEAD, timestampWidth(head)));
    }

    /** Reads the sequence of the entry at an index; there are eight bytes behind the timestamp. */
    public static long sequence(byte[] bytes, int at, long head, long base) {
        int where = at + HEAD + timestampWidth(head);
        return base + signed(LittleEndian.getNumber(bytes, where, sequenceWidth(head)));
    }

    /** Reads the expiry of the entry at an index. */
    public static long expiry(byte[] bytes, int at, long head) {
        return (head & EXPIRES) == 0 ? 0 : LittleEndian.getLong(bytes, at + keyAt(head) - Long.BYTES);
    }

    /** Returns a signed number as one whose small values have few bytes. */
    static long unsigned(long number) {
        return number << 1 ^ number >> 63;
    }

    private static long signed(long number) {
        return number >>> 1 ^ -(number & 1);
    }

    private static int timestampWidth(long head) {
        return (int) (head >>> 8) & WIDTH;
    }

    private static int sequenceWidth(long head) {
        return (int) (head >>> 12) & WIDTH;
    }
}
