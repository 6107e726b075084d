package org.allidb.storage.sstable.internal.format.common;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/** The stored form of range tombstones. */
public final class RangeTombstoneCodec {

    private static final int FIXED = 24;

    private RangeTombstoneCodec() {}

    /** Encodes range tombstones. */
    public static byte[] encode(RangeTombstoneSet set) {
        int length = 4;
        for (RangeTombstone tombstone : set.tombstones()) {
            length += FIXED + tombstone.start().length + tombstone.end().length;
        }
        byte[] bytes = new byte[length];
        LittleEndian.putInt(bytes, 0, set.tombstones().size());
        int at = 4;
        for (RangeTombstone tombstone : set.tombstones()) {
            byte[] start = tombstone.start();
            byte[] end = tombstone.end();
            LittleEndian.putInt(bytes, at, start.length);
            LittleEndian.putInt(bytes, at + 4, end.length);
            LittleEndian.putLong(bytes, at + 8, tombstone.timestamp());
            LittleEndian.putLong(bytes, at + 16, tombstone.sequence());
            System.arraycopy(start, 0, bytes, at + FIXED, start.length);
            System.arraycopy(end, 0, bytes, at + FIXED + start.length, end.length);
            at += FIXED + start.length + end.length;
        }
        return bytes;
    }

    /**
     * Decodes range tombstones.
     *
     * @throws IllegalArgumentException if the bytes are no range tombstones
     */
    public static RangeTombstoneSet decode(byte[] bytes) {
        int count = bytes.length < 4 ? -1 : LittleEndian.getInt(bytes, 0);
        if (count < 0 || count > bytes.length / FIXED) {
            throw new IllegalArgumentException("the range tombstones make no sense");
        }
        List<RangeTombstone> tombstones = new ArrayList<>(count);
        int at = 4;
        for (int i = 0; i < count; i++) {
            int room = bytes.length - at - FIXED;
            int startLength = room < 0 ? -1 : LittleEndian.getInt(bytes, at);
            int endLength = room < 0 ? -1 : LittleEndian.getInt(bytes, at + 4);
            if (startLength < 0 || endLength < 0 || startLength > room || endLength > room - startLength) {
                throw new IllegalArgumentException("a range tombstone makes no sense");
            }
            int keys = at + FIXED;
            tombstones.add(new RangeTombstone(
                    java.util.Arrays.copyOfRange(bytes, keys, keys + startLength),
                    java.util.Arrays.copyOfRange(bytes, keys + startLength, keys + startLength + endLength),
                    LittleEndian.getLong(bytes, at + 8),
                    LittleEndian.getLong(bytes, at + 16)));
            at = keys + startLength + endLength;
        }
        if (at != bytes.length) {
            throw new IllegalArgumentException("the range tombstones have bytes left over");
        }
        return RangeTombstoneSet.of(tombstones);
    }
}
