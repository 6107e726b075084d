package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.WriteBatch;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Entries of one atomic write in one byte array: built by the caller's thread, written to the log as it is, applied to
 * the memtable as it is. Little-endian:
 *
 * <pre>
 *   header  base sequence u64 | timestamp u64 | entry count u32 | flags u32                           24 bytes
 *           flag 1: the timestamp is the caller's, not the engine's
 *   entry   type and flags u8 | key length varint | value length varint
 *           | timestamp u64 if flag 0x40 | expiry u64 if flag 0x80 | key | value
 * </pre>
 *
 * Entry i has the sequence {@code base + i}. An entry without a timestamp of its own has the batch's. Used by one
 * thread at a time; reusable after {@link #clear()}.
 */
@ProviderType
public final class EntryBatch {

    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 24;

    /** The most bytes of a batch: a record of the log holds no more. */
    public static final int MAX_LENGTH = (int) WriteBatch.MAX_BYTES;

    /** The most bytes that an entry takes beside its key and its value. */
    public static final int MAX_ENTRY_OVERHEAD = 1 + 5 + 5 + 8 + 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TIMESTAMP_FLAG = 0x40;
    private static final int EXPIRY_FLAG = 0x80;
    private static final int TYPE_MASK = 0x07;
    private static final int CALLERS_TIMESTAMP = 1;

    private byte[] bytes;
    private int length;
    private int count;
    private final Reader reader = new Reader();

    /** An empty batch. */
    public EntryBatch() {
        this(256);
    }

    /**
     * An empty batch.
     *
     * @param capacity bytes to reserve
     */
    public EntryBatch(int capacity) {
        bytes = new byte[Math.max(capacity, HEADER_LENGTH)];
        length = HEADER_LENGTH;
    }

    private EntryBatch(byte[] bytes, int length, int count) {
        this.bytes = bytes;
        this.length = length;
        this.count = count;
    }

    /**
     * Reads a batch back, as it was in a log record.
     *
     * @param source array
     * @param offset start of the batch
     * @param length its length in bytes
     * @return a batch with its own copy of the bytes
     * @throws IllegalArgumentException if the bytes are no batch; says where they stop making sense
     */
    public static EntryBatch parse(byte[] source, int offset, int length) {
        if (length < HEADER_LENGTH) {
            throw new IllegalArgumentException("a batch of " + length + " bytes is shorter than its header");
        }
        byte[] bytes = Arrays.copyOfRange(source, offset, offset + length);
        EntryBatch batch = new EntryBatch(bytes, length, (int) INT.get(bytes, 16));
        if (batch.count < 0 || ((int) INT.get(bytes, 20) & ~CALLERS_TIMESTAMP) != 0) {
            throw new IllegalArgumentException("the header of a batch is damaged");
        }
        Reader reader = batch.reader();
        while (reader.next()) {
            if (reader.type() == EntryType.RANGE_DELETE
                    && KeyOrder.compare(
                                    bytes,
                                    reader.keyOffset(),
                                    reader.keyLength(),
                                    bytes,
                                    reader.valueOffset(),
                                    reader.valueLength())
                            >= 0) {
                throw new IllegalArgumentException("a range tombstone of a batch is empty or inverted");
            }
        }
        if (reader.position != length) {
            throw new IllegalArgumentException(
                    "a batch has " + (length - reader.position) + " bytes after its last entry");
        }
        return batch;
    }

    /** Removes all entries. */
    public void clear() {
        length = HEADER_LENGTH;
        count = 0;
    }

    /**
     * Adds an entry with the batch's timestamp that never expires, from heap arrays.
     *
     * @param type a code of {@link EntryType}
     * @param key array
     * @param keyOffset start of the key
     * @param keyLength its length in bytes
     * @param value array
     * @param valueOffset start of the value
     * @param valueLength its length in bytes
     * @throws InvalidArgumentException if the batch would be longer than {@link #MAX_LENGTH}; it is as it was then
     */
    public void add(
            byte type, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        int at = start(type, keyLength, valueLength, -1, 0);
        System.arraycopy(key, keyOffset, bytes, at, keyLength);
        System.arraycopy(value, valueOffset, bytes, at + keyLength, valueLength);
        finish(at + keyLength + valueLength);
    }

    /**
     * Adds an entry.
     *
     * @param type a code of {@link EntryType}
     * @param key the key
     * @param value the value; the end of the range for a range tombstone, empty for a tombstone
     * @param timestamp a timestamp of its own, or -1 for the batch's
     * @param expiresAt wall time in milliseconds, 0 for never
     * @throws InvalidArgumentException if the batch would be longer than {@link #MAX_LENGTH}; it is as it was then
     */
    public void add(byte type, byte[] key, MemorySegment value, long timestamp, long expiresAt) {
        int valueLength = Math.toIntExact(value.byteSize());
        int at = start(type, key.length, valueLength, timestamp, expiresAt);
        System.arraycopy(key, 0, bytes, at, key.length);
        MemorySegment.copy(value, ValueLayout.JAVA_BYTE, 0, bytes, at + key.length, valueLength);
        finish(at + key.length + valueLength);
    }

    /**
     * Gives the batch its place in the tenant's history; the last step before it is logged and applied.
     *
     * @param baseSequence sequence of the first entry
     * @param timestamp timestamp of the entries without one of their own
     */
    public void seal(long baseSequence, long timestamp) {
        seal(baseSequence, timestamp, 0);
    }

    /**
     * The same for a timestamp that the caller gave, which says nothing about the engine's own.
     *
     * @param baseSequence sequence of the first entry
     * @param timestamp timestamp of the entries without one of their own
     */
    public void sealWithCallersTimestamp(long baseSequence, long timestamp) {
        seal(baseSequence, timestamp, CALLERS_TIMESTAMP);
    }

    private void seal(long baseSequence, long timestamp, int flags) {
        LONG.set(bytes, 0, baseSequence);
        LONG.set(bytes, 8, timestamp);
        INT.set(bytes, 16, count);
        INT.set(bytes, 20, flags);
    }

    /**
     * Whether the timestamp is the caller's.
     *
     * @return whether it was sealed by {@link #sealWithCallersTimestamp}
     */
    public boolean hasCallersTimestamp() {
        return ((int) INT.get(bytes, 20) & CALLERS_TIMESTAMP) != 0;
    }

    /**
     * The array that holds the batch from index 0 on; not to be changed.
     *
     * @return at least {@link #length()} bytes
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The length, header included.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * How many entries there are.
     *
     * @return at least 0
     */
    public int count() {
        return count;
    }

    /**
     * Sequence of the first entry, once sealed.
     *
     * @return the sequence
     */
    public long baseSequence() {
        return (long) LONG.get(bytes, 0);
    }

    /**
     * Sequence of the last entry, once sealed.
     *
     * @return the sequence; one less than the base for an empty batch
     */
    public long lastSequence() {
        return baseSequence() + count - 1;
    }

    /**
     * Timestamp of the entries without one of their own, once sealed.
     *
     * @return the timestamp
     */
    public long timestamp() {
        return (long) LONG.get(bytes, 8);
    }

    /**
     * Walks over the entries. A batch has one reader: asking again rewinds it.
     *
     * @return the reader, before the first entry
     */
    public Reader reader() {
        reader.rewind();
        return reader;
    }

    private int start(byte type, int keyLength, int valueLength, long timestamp, long expiresAt) {
        long needed = (long) length + MAX_ENTRY_OVERHEAD + keyLength + valueLength;
        if (needed > bytes.length) {
            if (needed > MAX_LENGTH) {
                throw new InvalidArgumentException(
                        "a batch cannot hold more than " + MAX_LENGTH + " bytes; write it in parts");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length)));
        }
        int flags = (timestamp >= 0 ? TIMESTAMP_FLAG : 0) | (expiresAt > 0 ? EXPIRY_FLAG : 0);
        int at = length;
        bytes[at++] = (byte) (type | flags);
        at = putVarint(at, keyLength);
        at = putVarint(at, valueLength);
        if (timestamp >= 0) {
            LONG.set(bytes, at, timestamp);
            at += Long.BYTES;
        }
        if (expiresAt > 0) {
            LONG.set(bytes, at, expiresAt);
            at += Long.BYTES;
        }
        return at;
    }

    private void finish(int end) {
        length = end;
        count++;
    }

    private int putVarint(int at, int value) {
        int rest = value;
        int index = at;
        while (rest > 0x7F) {
            bytes[index++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[index++] = (byte) rest;
        return index;
    }

    /** Walks over the entries of a batch. */
    public final class Reader {

        private int position = HEADER_LENGTH;
        private int index = -1;
        private byte type;
        private int keyOffset;
        private int keyLength;
        private int valueLength;
        private long timestamp;
        private long expiresAt;

        private Reader() {}

        private void rewind() {
            position = HEADER_LENGTH;
            index = -1;
        }

        /**
         * Goes to the next entry.
         *
         * @return whether there is one
         * @throws IllegalArgumentException if the bytes of the entry make no sense
         */
        public boolean next() {
            if (index + 1 >= count) {
                return false;
            }
            index++;
            int head = byteAt() & 0xFF;
            type = (byte) (head & TYPE_MASK);
            if (!EntryType.isKnown(type) || (head & ~(TYPE_MASK | TIMESTAMP_FLAG | EXPIRY_FLAG)) != 0) {
                throw damaged();
            }
            keyLength = varint();
            valueLength = varint();
            timestamp = (head & TIMESTAMP_FLAG) != 0 ? longAt() : EntryBatch.this.timestamp();
            expiresAt = (head & EXPIRY_FLAG) != 0 ? longAt() : 0;
            keyOffset = position;
            long end = (long) position + keyLength + valueLength;
            if (end > length || timestamp < 0 || expiresAt < 0) {
                throw damaged();
            }
            position = (int) end;
            return true;
        }

        /**
         * What the entry does.
         *
         * @return a code of {@link EntryType}
         */
        public byte type() {
            return type;
        }

        /**
         * The entry's sequence.
         *
         * @return base sequence plus index
         */
        public long sequence() {
            return baseSequence() + index;
        }

        /**
         * The entry's timestamp.
         *
         * @return its own, or the batch's
         */
        public long timestamp() {
            return timestamp;
        }

        /**
         * When the entry expires.
         *
         * @return wall time in milliseconds, 0 for never
         */
        public long expiresAt() {
            return expiresAt;
        }

        /**
         * Where the key starts in {@link #bytes()}.
         *
         * @return the index of its first byte
         */
        public int keyOffset() {
            return keyOffset;
        }

        /**
         * The key's length.
         *
         * @return bytes
         */
        public int keyLength() {
            return keyLength;
        }

        /**
         * Where the value starts in {@link #bytes()}.
         *
         * @return the index of its first byte
         */
        public int valueOffset() {
            return keyOffset + keyLength;
        }

        /**
         * The value's length.
         *
         * @return bytes
         */
        public int valueLength() {
            return valueLength;
        }

        private byte byteAt() {
            if (position >= length) {
                throw damaged();
            }
            return bytes[position++];
        }

        private long longAt() {
            if (position + Long.BYTES > length) {
                throw damaged();
            }
            long value = (long) LONG.get(bytes, position);
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
}
