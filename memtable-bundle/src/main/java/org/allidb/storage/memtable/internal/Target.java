package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.KeyOrder;

/** A place in the order of entries: a key and a version. Reusable. */
final class Target {

    byte[] key = {};
    int offset;
    int length;
    long timestamp;
    long sequence;

    Target() {}

    /** The place of an entry. */
    Target at(byte[] keyBytes, int keyOffset, int keyLength, long entryTimestamp, long entrySequence) {
        key = keyBytes;
        offset = keyOffset;
        length = keyLength;
        timestamp = entryTimestamp;
        sequence = entrySequence;
        return this;
    }

    /** The place before all versions of a key. */
    Target before(byte[] keyBytes, int keyOffset, int keyLength) {
        return at(keyBytes, keyOffset, keyLength, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The place of an entry of an arena. */
    Target of(EntryArena arena, long entry) {
        byte[] chunk = arena.chunk(entry);
        int at = EntryArena.at(entry);
        return at(
                chunk,
                EntryArena.keyOffset(at),
                EntryArena.keyLength(chunk, at),
                EntryArena.timestamp(chunk, at),
                EntryArena.sequence(chunk, at));
    }

    long prefix(int skip) {
        return length <= skip ? 0 : KeyOrder.prefix(key, offset + skip, length - skip);
    }
}
