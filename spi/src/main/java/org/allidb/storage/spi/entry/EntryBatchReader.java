package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/** Walks over the entries of an {@link EntryBatch}. Used by one thread at a time. */
@ProviderType
public final class EntryBatchReader {

    private static final byte[] NO_BYTES = {};

    private byte[] bytes = NO_BYTES;
    private int end;
    private int count;
    private int position;
    private int index;
    private byte type;
    private int keyOffset;
    private int keyLength;
    private int valueLength;
    private long timestamp;
    private long expiresAt;

    EntryBatchReader() {}

    /** Goes before the first entry of a batch. */
    void rewind(byte[] batch, int length, int entries) {
        bytes = batch;
        end = length;
        count = entries;
        position = EntryBatch.HEADER_LENGTH;
        index = -1;
    }

    /** Returns where the next entry would begin. */
    int position() {
        return position;
    }

    /**
     * Goes to the next entry.
     *
     * @return whether there is one
     * @throws IllegalArgumentException if the bytes of the entry are corrupted
     */
    public boolean next() {
        if (index + 1 >= count) {
            return false;
        }
        index++;
        int head = byteAt() & 0xFF;
        type = (byte) (head & EntryBatchFormat.TYPE_MASK);
        if (!EntryType.isKnown(type) || (head & EntryBatchFormat.UNUSED_BITS) != 0) {
            throw damaged();
        }
        keyLength = varint();
        valueLength = varint();
        timestamp = (head & EntryBatchFormat.TIMESTAMP_FLAG) != 0 ? longAt() : header(EntryBatchFormat.TIMESTAMP);
        expiresAt = (head & EntryBatchFormat.EXPIRY_FLAG) != 0 ? longAt() : 0;
        keyOffset = position;
        long next = (long) position + keyLength + valueLength;
        if (next > end || timestamp < 0 || expiresAt < 0) {
            throw damaged();
        }
        position = (int) next;
        return true;
    }

    /**
     * Returns what the entry does.
     *
     * @return a code of {@link EntryType}
     */
    public byte type() {
        return type;
    }

    /**
     * Returns the entry's sequence.
     *
     * @return base sequence plus index
     */
    public long sequence() {
        return header(EntryBatchFormat.BASE_SEQUENCE) + index;
    }

    /**
     * Returns the entry's timestamp.
     *
     * @return its own, or the batch's
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * Returns when the entry expires.
     *
     * @return wall time in milliseconds, 0 for never
     */
    public long expiresAt() {
        return expiresAt;
    }

    /**
     * Returns where the key starts in {@link EntryBatch#bytes()}.
     *
     * @return the index of its first byte
     */
    public int keyOffset() {
        return keyOffset;
    }

    /**
     * Returns the key's length.
     *
     * @return bytes
     */
    public int keyLength() {
        return keyLength;
    }

    /**
     * Returns where the value starts in {@link EntryBatch#bytes()}.
     *
     * @return the index of its first byte
     */
    public int valueOffset() {
        return keyOffset + keyLength;
    }

    /**
     * Returns the value's length.
     *
     * @return bytes
     */
    public int valueLength() {
        return valueLength;
    }

    private long header(int at) {
        return EntryBatchFormat.getLong(bytes, at);
    }

    private byte byteAt() {
        if (position >= end) {
            throw damaged();
        }
        return bytes[position++];
    }

    private long longAt() {
        if (position + Long.BYTES > end) {
            throw damaged();
        }
        long value = EntryBatchFormat.getLong(bytes, position);
        position += Long.BYTES;
        if (value < 0) {
            throw damaged();
        }
        return value;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte b = byteAt();
            if (shift == 28 && b > 0x07) {
                throw damaged();
            }
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    private IllegalArgumentException damaged() {
        return new IllegalArgumentException("entry " + index + " of a batch is damaged at byte " + position);
    }
}
