package org.allidb.storage.sstable.internal.format.v2;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.jspecify.annotations.Nullable;

/** A builder of the pages of one table. Entries come in the order of the table. Reusable; used by one thread. */
public final class PageBuilder {

    /** Bytes that an entry has beside its key and value, at most. */
    private static final int MOST_BESIDE = EntryFormat.HEAD + 3 * Long.BYTES;

    private @Nullable VersionBase base;
    private byte[] bytes = new byte[8 << 10];
    private int[] offsets = new int[128];
    private int count;
    private int length;

    /** Creates an empty builder. */
    public PageBuilder() {}

    /** Returns how many entries there are. */
    public int count() {
        return count;
    }

    /** Returns what the versions count from: those of the first entry of all. */
    public VersionBase base() {
        VersionBase known = base;
        return known == null ? VersionBase.ZERO : known;
    }

    /** Returns how many bytes the page would have now; 0 if there is no entry. */
    public int payloadBytes() {
        return count == 0 ? 0 : payload(length, count);
    }

    /** Returns how many bytes the page would have with one more entry, at most. */
    public long payloadBytesWith(int keyLength, int stored) {
        long entryBytes = (long) length + MOST_BESIDE + keyLength + stored;
        return entryBytes
                + (entryBytes <= PageTail.NARROW ? Character.BYTES : Integer.BYTES) * (count + 1L)
                + PageTail.BYTES;
    }

    /** Adds an entry of a run with its value. Returns where it starts in the page. */
    public int add(EntryRun run, int i) {
        int valueLength = run.valueLength(i);
        int at = begin(run, i, false, valueLength);
        run.copyValue(i, bytes, length);
        length += valueLength;
        return at;
    }

    /** Adds an entry of a run whose value is in an extent. Returns where it starts in the page. */
    public int addInExtent(EntryRun run, int i, int extent, int offset) {
        int at = begin(run, i, true, EntryFormat.EXTENT);
        LittleEndian.putInt(bytes, length, extent);
        LittleEndian.putInt(bytes, length + Integer.BYTES, offset);
        length += EntryFormat.EXTENT;
        return at;
    }

    /** Returns the last key. */
    public byte[] lastKey() {
        int at = offsets[count - 1];
        long head = LittleEndian.getLong(bytes, at);
        int from = at + EntryFormat.keyAt(head);
        return Arrays.copyOfRange(bytes, from, from + EntryFormat.keyLength(head));
    }

    /** Builds the payload of the page, and removes all entries. */
    public byte[] build() {
        int width = width(length);
        byte[] page = new byte[payload(length, count)];
        System.arraycopy(bytes, 0, page, 0, length);
        int at = length;
        for (int i = 0; i < count; i++, at += width) {
            LittleEndian.putNumber(page, at, width, offsets[i]);
        }
        PageTail.write(page, at, count, width, base());
        count = 0;
        length = 0;
        return page;
    }

    /** Stores everything before the value; returns where the entry starts. */
    private int begin(EntryRun run, int i, boolean inExtent, int stored) {
        int keyLength = run.keyLength(i);
        if (keyLength > EntryFormat.MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("a key of " + keyLength + " bytes is longer than the longest, which has "
                    + EntryFormat.MAX_KEY_LENGTH);
        }
        VersionBase from = base;
        if (from == null) {
            from = new VersionBase(run.timestamp(i), run.sequence(i));
            base = from;
        }
        reserve(MOST_BESIDE + keyLength + stored);
        int at = length;
        long timestamp = EntryFormat.unsigned(run.timestamp(i) - from.timestamp());
        long sequence = EntryFormat.unsigned(run.sequence(i) - from.sequence());
        int timestampWidth = LittleEndian.width(timestamp);
        int sequenceWidth = LittleEndian.width(sequence);
        long expiry = run.expiresAt(i);
        long head = EntryFormat.head(run.type(i), expiry != 0, inExtent, keyLength, run.valueLength(i));
        LittleEndian.putLong(bytes, at, EntryFormat.withWidths(head, timestampWidth, sequenceWidth));
        int end = at + EntryFormat.HEAD;
        // eight bytes each; what comes next overwrites those that are too many
        LittleEndian.putLong(bytes, end, timestamp);
        end += timestampWidth;
        LittleEndian.putLong(bytes, end, sequence);
        end += sequenceWidth;
        if (expiry != 0) {
            LittleEndian.putLong(bytes, end, expiry);
            end += Long.BYTES;
        }
        System.arraycopy(run.keys(), run.keyOffset(i), bytes, end, keyLength);
        length = end + keyLength;
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = at;
        return at;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }

    private static int payload(int entryBytes, int entries) {
        return entryBytes + width(entryBytes) * entries + PageTail.BYTES;
    }

    private static int width(int entryBytes) {
        return entryBytes <= PageTail.NARROW ? Character.BYTES : Integer.BYTES;
    }
}
