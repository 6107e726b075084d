package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.KeyOrder;

/**
 * A position in the order of entries: a key, a timestamp and a sequence. Reusable, so that searches make no garbage: the
 * writer and each cursor have one of their own, and a lookup borrows one from a pool. Used by one thread at a time.
 */
final class EntryPosition {

    /** The timestamp and the sequence of the position before all versions of a key. */
    private static final long FIRST = Long.MAX_VALUE;

    /** The timestamp and the sequence of the position after all versions of a key. */
    private static final long LAST = -1;

    private static final byte[] NO_KEY = {};

    private byte[] key = NO_KEY;
    private int offset;
    private int length;
    private long timestamp;
    private long sequence;

    /** Moves before all versions of a key. */
    EntryPosition before(byte[] newKey, int newOffset, int newLength) {
        set(newKey, newOffset, newLength);
        timestamp = FIRST;
        sequence = FIRST;
        return this;
    }

    /** Moves behind all versions of a key. */
    EntryPosition behind(byte[] newKey, int newOffset, int newLength) {
        set(newKey, newOffset, newLength);
        timestamp = LAST;
        sequence = LAST;
        return this;
    }

    /** Moves to an entry of a batch. */
    void at(byte[] batch, EntryBatchReader entry) {
        set(batch, entry.keyOffset(), entry.keyLength());
        timestamp = entry.timestamp();
        sequence = entry.sequence();
    }

    /** Releases the array of the key. */
    void clear() {
        key = NO_KEY;
        offset = 0;
        length = 0;
    }

    /** Returns the array that holds the key. */
    byte[] key() {
        return key;
    }

    /** Returns where the key starts in its array. */
    int offset() {
        return offset;
    }

    /** Returns the length of the key. */
    int length() {
        return length;
    }

    /** Returns the timestamp. */
    long timestamp() {
        return timestamp;
    }

    /** Returns the sequence. */
    long sequence() {
        return sequence;
    }

    /** Returns the eight bytes of the key after those that it shares with others. */
    long prefix(int shared) {
        return KeyOrder.prefix(key, offset + shared, length - shared);
    }

    private void set(byte[] newKey, int newOffset, int newLength) {
        key = newKey;
        offset = newOffset;
        length = newLength;
    }
}
