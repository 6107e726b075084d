package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
 *           flag 2: a jump. There are no entries, and the sequences before the base were given to rows of tables;
 *                   the last sequence before them stands in place of the timestamp
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

    private byte[] bytes;
    private int length;
    private int count;
    private final EntryBatchReader reader = new EntryBatchReader();

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
        EntryBatch batch = new EntryBatch(bytes, length, EntryBatchFormat.getInt(bytes, EntryBatchFormat.COUNT));
        if (batch.count < 0
                || (batch.flags() & ~(EntryBatchFormat.CALLERS_TIMESTAMP | EntryBatchFormat.JUMP)) != 0
                || batch.isJump() && (batch.count > 0 || batch.sequenceBefore() >= batch.lastSequence())) {
            throw new IllegalArgumentException("the header of a batch is damaged");
        }
        EntryBatchReader reader = batch.reader();
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
        if (reader.position() != length) {
            throw new IllegalArgumentException(
                    "a batch has " + (length - reader.position()) + " bytes after its last entry");
        }
        return batch;
    }

    /** Removes all entries. */
    public void clear() {
        length = HEADER_LENGTH;
        count = 0;
    }

    /**
     * Adds an entry with the batch's timestamp that never expires.
     *
     * @param type a code of {@link EntryType}
     * @param key array that begins with the key
     * @param keyLength length of the key in bytes
     * @param value the value; the end of the range for a range tombstone, empty for a tombstone
     * @throws InvalidArgumentException if the batch would be longer than {@link #MAX_LENGTH}; it is as it was then
     */
    public void add(byte type, byte[] key, int keyLength, byte[] value) {
        int at = start(type, keyLength, value.length, -1, 0);
        System.arraycopy(key, 0, bytes, at, keyLength);
        System.arraycopy(value, 0, bytes, at + keyLength, value.length);
        finish(at + keyLength + value.length);
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
     * Adds all entries of another batch, as they are there.
     *
     * @param other the other batch
     * @throws InvalidArgumentException if the batch would be longer than {@link #MAX_LENGTH}; it is as it was then
     */
    public void addAll(EntryBatch other) {
        int more = other.length - HEADER_LENGTH;
        reserve(more);
        System.arraycopy(other.bytes, HEADER_LENGTH, bytes, length, more);
        length += more;
        count += other.count;
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
     * Seals it with a timestamp that the caller gave, which says nothing about the engine's own.
     *
     * @param baseSequence sequence of the first entry
     * @param timestamp timestamp of the entries without one of their own
     */
    public void sealWithCallersTimestamp(long baseSequence, long timestamp) {
        seal(baseSequence, timestamp, EntryBatchFormat.CALLERS_TIMESTAMP);
    }

    /**
     * Makes an empty batch a jump: the sequences in between were given to rows that are in tables and never in the log.
     *
     * @param before the last sequence before the jump
     * @param last the last sequence that was given to such a row
     */
    public void sealJump(long before, long last) {
        assert count == 0 && before < last;
        seal(last + 1, before, EntryBatchFormat.JUMP);
    }

    /**
     * Returns whether it was sealed by {@link #sealJump}.
     *
     * @return whether it has no entries, and moves the sequence on
     */
    public boolean isJump() {
        return (flags() & EntryBatchFormat.JUMP) != 0;
    }

    /**
     * Returns the last sequence before this batch, once sealed; what a replay must have reached.
     *
     * @return the sequence
     */
    public long sequenceBefore() {
        return isJump() ? EntryBatchFormat.getLong(bytes, EntryBatchFormat.TIMESTAMP) : baseSequence() - 1;
    }

    private void seal(long baseSequence, long timestamp, int flags) {
        EntryBatchFormat.putLong(bytes, EntryBatchFormat.BASE_SEQUENCE, baseSequence);
        EntryBatchFormat.putLong(bytes, EntryBatchFormat.TIMESTAMP, timestamp);
        EntryBatchFormat.putInt(bytes, EntryBatchFormat.COUNT, count);
        EntryBatchFormat.putInt(bytes, EntryBatchFormat.FLAGS, flags);
    }

    /**
     * Returns whether the timestamp is the caller's.
     *
     * @return whether it was sealed by {@link #sealWithCallersTimestamp}
     */
    public boolean hasCallersTimestamp() {
        return (flags() & EntryBatchFormat.CALLERS_TIMESTAMP) != 0;
    }

    /**
     * Returns the array that holds the batch from index 0 on; not to be changed.
     *
     * @return at least {@link #length()} bytes
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns the length, header included.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Returns how many entries there are.
     *
     * @return at least 0
     */
    public int count() {
        return count;
    }

    /**
     * Returns the sequence of the first entry, once sealed.
     *
     * @return the sequence
     */
    public long baseSequence() {
        return EntryBatchFormat.getLong(bytes, EntryBatchFormat.BASE_SEQUENCE);
    }

    /**
     * Returns the sequence of the last entry, once sealed.
     *
     * @return the sequence; one less than the base for an empty batch
     */
    public long lastSequence() {
        return baseSequence() + count - 1;
    }

    /**
     * Returns the timestamp of the entries without one of their own, once sealed.
     *
     * @return the timestamp; 0 for a jump
     */
    public long timestamp() {
        return isJump() ? 0 : EntryBatchFormat.getLong(bytes, EntryBatchFormat.TIMESTAMP);
    }

    /**
     * Walks over the entries. A batch has one reader: asking again rewinds it.
     *
     * @return the reader, before the first entry
     */
    public EntryBatchReader reader() {
        reader.rewind(bytes, length, count);
        return reader;
    }

    private void reserve(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            if (needed > MAX_LENGTH) {
                throw new InvalidArgumentException(
                        "a batch cannot hold more than " + MAX_LENGTH + " bytes; write it in parts");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length)));
        }
    }

    private int start(byte type, int keyLength, int valueLength, long timestamp, long expiresAt) {
        reserve((long) MAX_ENTRY_OVERHEAD + keyLength + valueLength);
        int ownTimestamp = timestamp >= 0 ? EntryBatchFormat.TIMESTAMP_FLAG : 0;
        int expiry = expiresAt > 0 ? EntryBatchFormat.EXPIRY_FLAG : 0;
        int at = length;
        bytes[at++] = (byte) (type | ownTimestamp | expiry);
        at = EntryBatchFormat.putVarint(bytes, at, keyLength);
        at = EntryBatchFormat.putVarint(bytes, at, valueLength);
        if (ownTimestamp != 0) {
            at = EntryBatchFormat.putLong(bytes, at, timestamp);
        }
        if (expiry != 0) {
            at = EntryBatchFormat.putLong(bytes, at, expiresAt);
        }
        return at;
    }

    private void finish(int end) {
        length = end;
        count++;
    }

    private int flags() {
        return EntryBatchFormat.getInt(bytes, EntryBatchFormat.FLAGS);
    }
}
