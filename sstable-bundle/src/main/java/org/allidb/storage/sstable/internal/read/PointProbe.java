package org.allidb.storage.sstable.internal.read;

import java.util.Arrays;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.v2.EntryFormat;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;

/** The buffers of one lookup by a point index: what it copies out of the file. Reusable; used by one thread at a time. */
final class PointProbe {

    /** Bytes of most entries before their values. */
    static final int USUAL_ENTRY = 64;
    /** Room behind what was copied: numbers are read in words. */
    private static final int SPARE = 2 * Long.BYTES;

    final byte[] bucket = new byte[PointBucket.BYTES];
    byte[] entry = new byte[USUAL_ENTRY + SPARE];

    /** A page that was read to be checked, with its trailer. */
    byte[] page = {};
    /** Bytes of the page without its trailer. */
    int pageLength;

    PointProbe() {}

    /** Makes room for a page and its trailer; returns the buffer. */
    byte[] reservePage(int length) {
        int bytes = length + BlockTrailer.BYTES;
        if (page.length < bytes) {
            page = new byte[bytes + bytes / 8];
        }
        pageLength = length;
        return page;
    }

    /** Makes room for so many bytes of an entry; keeps what was copied. */
    void reserve(int bytes) {
        if (entry.length < bytes + SPARE) {
            entry = Arrays.copyOf(entry, bytes + SPARE);
        }
    }

    /** Returns whether the entry that was copied has a key. */
    boolean hasKey(long head, LookupKey key) {
        int length = key.length();
        int at = EntryFormat.keyAt(head);
        return EntryFormat.keyLength(head) == length && Arrays.equals(entry, at, at + length, key.bytes(), 0, length);
    }
}
