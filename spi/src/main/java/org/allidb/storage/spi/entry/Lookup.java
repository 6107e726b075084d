package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Gathers the winner among all versions of one row. Every source offers the newest version that it holds at or below
 * the snapshot, and the newest range tombstone over the key; the greater (timestamp, sequence) wins. Reusable; used by
 * one thread at a time.
 */
@ProviderType
public final class Lookup {

    private static final byte[] NO_VALUE = {};

    private boolean found;
    private byte type;
    private long timestamp;
    private long sequence;
    private long expiresAt;
    private byte @Nullable [] array;
    private @Nullable ValueSource source;
    private long offset;
    private int length;
    private boolean covered;
    private long coverTimestamp;
    private long coverSequence;

    /** An empty lookup. */
    public Lookup() {}

    /** Forgets everything. */
    public void reset() {
        found = false;
        covered = false;
        array = null;
        source = null;
    }

    /**
     * Offers a version. If it wins, and is a put, the caller says by {@code setValue} where its value is.
     *
     * @param entryType {@link EntryType#PUT} or {@link EntryType#DELETE}
     * @param entryTimestamp its timestamp
     * @param entrySequence its sequence
     * @param entryExpiresAt wall time in milliseconds when it expires, 0 for never
     * @return whether it wins against what was offered before
     */
    public boolean offer(byte entryType, long entryTimestamp, long entrySequence, long entryExpiresAt) {
        if (found && compareVersions(entryTimestamp, entrySequence, timestamp, sequence) <= 0) {
            return false;
        }
        found = true;
        type = entryType;
        timestamp = entryTimestamp;
        sequence = entrySequence;
        expiresAt = entryExpiresAt;
        setValue(NO_VALUE, 0, 0);
        return true;
    }

    /**
     * Says that the winner's value lies in a heap array.
     *
     * @param value array that holds the value; must stay unchanged while the source is pinned
     * @param valueOffset start of the value
     * @param valueLength its length in bytes
     */
    public void setValue(byte[] value, int valueOffset, int valueLength) {
        array = value;
        source = null;
        offset = valueOffset;
        length = valueLength;
    }

    /**
     * Says that the winner's value lies in a file.
     *
     * @param value file that holds the value; must stay valid while the source is pinned
     * @param valueOffset start of the value
     * @param valueLength its length in bytes
     */
    public void setValue(ValueSource value, long valueOffset, int valueLength) {
        array = null;
        source = value;
        offset = valueOffset;
        length = valueLength;
    }

    /**
     * Offers a range tombstone over the key.
     *
     * @param tombstoneTimestamp its timestamp
     * @param tombstoneSequence its sequence
     */
    public void cover(long tombstoneTimestamp, long tombstoneSequence) {
        if (!covered || compareVersions(tombstoneTimestamp, tombstoneSequence, coverTimestamp, coverSequence) > 0) {
            covered = true;
            coverTimestamp = tombstoneTimestamp;
            coverSequence = tombstoneSequence;
        }
    }

    /**
     * Tells whether a source can be skipped because what was found is newer than all it holds.
     *
     * @param maxTimestamp the greatest timestamp in the source
     * @return whether nothing with a timestamp up to that one can win any more
     */
    public boolean beats(long maxTimestamp) {
        return (found && timestamp > maxTimestamp) || (covered && coverTimestamp > maxTimestamp);
    }

    /**
     * Tells whether the winner is a row that can be read.
     *
     * @param nowMillis wall time in milliseconds, for time to live
     * @return whether a put won, no range tombstone covers it, and it has not expired
     */
    public boolean isLive(long nowMillis) {
        return found
                && type == EntryType.PUT
                && (expiresAt == 0 || expiresAt > nowMillis)
                && !(covered && compareVersions(coverTimestamp, coverSequence, timestamp, sequence) > 0);
    }

    /**
     * Returns the winner's timestamp.
     *
     * @return as offered; meaningless if nothing was found
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * Returns the winner's sequence.
     *
     * @return as offered; meaningless if nothing was found
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns when the winner expires.
     *
     * @return wall time in milliseconds, 0 for never
     */
    public long expiresAt() {
        return expiresAt;
    }

    /**
     * Returns the length of the winner's value.
     *
     * @return bytes
     */
    public int valueLength() {
        return length;
    }

    /**
     * Tells whether the winner's value lies in mapped or native memory, which is valid only while the source is pinned; a
     * value on the heap stays for as long as this lookup refers to it.
     *
     * @return whether it does; false if nothing was found
     */
    public boolean isMapped() {
        return source != null;
    }

    /**
     * Copies the winner's value.
     *
     * @param target array with room for {@link #valueLength()} bytes
     * @param targetOffset where to start
     * @throws java.io.UncheckedIOException if the value lies in a file that cannot be read
     */
    public void copyValue(byte[] target, int targetOffset) {
        if (array != null) {
            System.arraycopy(array, (int) offset, target, targetOffset, length);
        } else if (source != null) {
            source.copy(offset, target, targetOffset, length);
        }
    }

    /**
     * Returns the winner's value without a copy. It may be mapped memory, see {@link ValueSource#memory()}.
     *
     * @return read-only bytes, valid while the source is pinned
     */
    public MemorySegment value() {
        if (array != null) {
            return MemorySegment.ofArray(array).asSlice(offset, length).asReadOnly();
        }
        return source == null
                ? MemorySegment.NULL
                : source.memory().asSlice(offset, length).asReadOnly();
    }

    /**
     * Returns the order of versions.
     *
     * @param timestampA timestamp of the first
     * @param sequenceA sequence of the first
     * @param timestampB timestamp of the second
     * @param sequenceB sequence of the second
     * @return negative, zero or positive as the first is older than, the same as or newer than the second
     */
    public static int compareVersions(long timestampA, long sequenceA, long timestampB, long sequenceB) {
        int byTimestamp = Long.compare(timestampA, timestampB);
        return byTimestamp != 0 ? byTimestamp : Long.compare(sequenceA, sequenceB);
    }
}
