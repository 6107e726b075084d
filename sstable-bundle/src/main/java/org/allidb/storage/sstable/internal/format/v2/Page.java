package org.allidb.storage.sstable.internal.format.v2;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;

/**
 * A page of entries on the heap. The constructor checks every length once, so that reads trust them; {@link #unchecked} is for
 * copies of pages that were checked before, and may have changed since.
 */
public final class Page extends EntryBlock {

    /** What is added to the number of a corrupted entry. */
    public static final int CORRUPTED = Integer.MIN_VALUE;

    private static final byte[] NO_VALUE = {};

    private final byte[] bytes;
    private final int count;
    private final int offsetsAt;
    private final boolean narrow;
    private final long baseTimestamp;
    private final long baseSequence;

    /**
     * Creates a page.
     *
     * @param bytes the payload, exactly
     * @throws IllegalArgumentException if they are no page
     */
    public Page(byte[] bytes) {
        this(bytes, bytes.length);
        checkEntries();
    }

    /**
     * Checks a payload as the constructor does.
     *
     * @param bytes hold it from index 0 on
     * @param length of the payload
     * @throws IllegalArgumentException if it is no page
     */
    public static void check(byte[] bytes, int length) {
        new Page(bytes, length).checkEntries();
    }

    private void checkEntries() {
        long expected = 0;
        for (int i = 0; i < count; i++) {
            int at = offset(i);
            check(at == expected && at <= offsetsAt - EntryFormat.HEAD);
            long head = LittleEndian.getLong(bytes, at);
            check(EntryFormat.isPossible(head));
            expected = at + EntryFormat.bytes(head);
        }
        check(expected == offsetsAt);
    }

    /** Checks the tail alone. */
    private Page(byte[] bytes, int length) {
        this.bytes = bytes;
        check(length >= PageTail.BYTES && length <= bytes.length);
        int tailAt = length - PageTail.BYTES;
        int width = PageTail.width(bytes, tailAt);
        narrow = width == Character.BYTES;
        check(PageTail.isMarked(bytes, tailAt) && (narrow || width == Integer.BYTES));
        count = PageTail.count(bytes, tailAt);
        check(count > 0 && count <= tailAt / (EntryFormat.HEAD + width));
        offsetsAt = tailAt - width * count;
        baseTimestamp = PageTail.timestamp(bytes, tailAt);
        baseSequence = PageTail.sequence(bytes, tailAt);
    }

    /**
     * Creates a page from a copy of one that was checked before. What an entry says is checked when the entry is used.
     *
     * @param bytes hold the payload from index 0 on
     * @param length of the payload
     * @throws IllegalArgumentException if it is the tail of no page
     */
    public static Page unchecked(byte[] bytes, int length) {
        return new Page(bytes, length);
    }

    /** Returns whether a payload ends like a page. */
    public static boolean isMarked(byte[] payload) {
        return payload.length >= PageTail.BYTES && PageTail.isMarked(payload, payload.length - PageTail.BYTES);
    }

    /** Returns what the versions of the table count from. */
    public VersionBase base() {
        return new VersionBase(baseTimestamp, baseSequence);
    }

    private int offset(int i) {
        return narrow
                ? LittleEndian.getChar(bytes, offsetsAt + Character.BYTES * i)
                : LittleEndian.getInt(bytes, offsetsAt + Integer.BYTES * i);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int find(byte[] key, int offset, int length) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int at = offset(middle);
            long head = LittleEndian.getLong(bytes, at);
            int keyAt = at + EntryFormat.keyAt(head);
            if (KeyOrder.compare(bytes, keyAt, EntryFormat.keyLength(head), key, offset, length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean hasKey(int i, byte[] key, int offset, int length) {
        int at = offset(i);
        long head = LittleEndian.getLong(bytes, at);
        int keyAt = at + EntryFormat.keyAt(head);
        return EntryFormat.keyLength(head) == length
                && Arrays.equals(bytes, keyAt, keyAt + length, key, offset, offset + length);
    }

    @Override
    public byte type(int i) {
        return EntryFormat.type(head(i));
    }

    @Override
    public long timestamp(int i) {
        return EntryFormat.timestamp(bytes, offset(i), head(i), baseTimestamp);
    }

    @Override
    public long sequence(int i) {
        return EntryFormat.sequence(bytes, offset(i), head(i), baseSequence);
    }

    @Override
    public long expiry(int i) {
        return EntryFormat.expiry(bytes, offset(i), head(i));
    }

    @Override
    public boolean isInExtent(int i) {
        return EntryFormat.isInExtent(head(i));
    }

    @Override
    public int valueLength(int i) {
        return EntryFormat.valueLength(head(i));
    }

    @Override
    public int valueOffset(int i) {
        return offset(i) + EntryFormat.valueAt(head(i));
    }

    @Override
    public int entryOffset(int i) {
        return offset(i);
    }

    /**
     * Returns where the value of an entry of an {@link #unchecked} page starts, that is not in an extent.
     *
     * @throws IndexOutOfBoundsException if the entry is corrupted
     */
    public int checkedValueOffset(int i) {
        int at = offset(i);
        long head = LittleEndian.getLong(bytes, at);
        if (!EntryFormat.isPossible(head) || EntryFormat.bytes(head) > offsetsAt - at) {
            throw new IndexOutOfBoundsException("an entry is not one, or lies outside of its page");
        }
        return at + EntryFormat.valueAt(head);
    }

    @Override
    public EntryRun begin(int i, EntryRun run) {
        int at = offset(i);
        long head = LittleEndian.getLong(bytes, at);
        copyKey(at, head, run);
        return run.version(EntryFormat.type(head), timestamp(i), sequence(i), expiry(i));
    }

    @Override
    public boolean addTo(EntryRun run, int i, long sequence) {
        int at = offset(i);
        long head = LittleEndian.getLong(bytes, at);
        if (EntryFormat.isInExtent(head)) {
            return false;
        }
        copyKey(at, head, run);
        run.version(
                        EntryFormat.type(head),
                        EntryFormat.timestamp(bytes, at, head, baseTimestamp),
                        sequence,
                        EntryFormat.expiry(bytes, at, head))
                .add(bytes, at + EntryFormat.valueAt(head), EntryFormat.valueLength(head));
        return true;
    }

    /**
     * Adds the visible ones of some entries of an {@link #unchecked} page to a run. Their values stay in the file. Stops before an
     * entry whose value is in an extent, and before one that is corrupted.
     *
     * @param from the first
     * @param end before which to stop; in walking order behind the last
     * @param maxSequence the newest sequence to show
     * @param file the page's file
     * @param start where the page starts in it
     * @return the entry before which it stopped; {@link #CORRUPTED} is added to the number of one that is corrupted
     */
    public int addTo(EntryRun run, int from, int end, long maxSequence, ValueSource file, long start) {
        int step = from <= end ? 1 : -1;
        for (int i = from; i != end; i += step) {
            int at = offset(i);
            if (at < 0 || at > offsetsAt - EntryFormat.HEAD) {
                return CORRUPTED + i;
            }
            long head = LittleEndian.getLong(bytes, at);
            byte type = EntryFormat.type(head);
            boolean possible = type == EntryType.PUT || type == EntryType.DELETE;
            // a negative length is a large one
            if (!possible || Long.compareUnsigned(EntryFormat.bytes(head), offsetsAt - at) > 0) {
                return CORRUPTED + i;
            }
            long sequence = EntryFormat.sequence(bytes, at, head, baseSequence);
            if (sequence > maxSequence) {
                continue;
            }
            if (EntryFormat.isInExtent(head)) {
                return i;
            }
            copyKey(at, head, run);
            run.version(
                    type,
                    EntryFormat.timestamp(bytes, at, head, baseTimestamp),
                    sequence,
                    EntryFormat.expiry(bytes, at, head));
            if (type == EntryType.PUT) {
                run.add(file, start + at + EntryFormat.valueAt(head), EntryFormat.valueLength(head));
            } else {
                run.add(NO_VALUE, 0, 0);
            }
        }
        return end;
    }

    /** Copies the key of an entry in words, up to seven bytes beyond its end: the tail of the page is longer than that. */
    private void copyKey(int at, long head, EntryRun run) {
        int length = EntryFormat.keyLength(head);
        int from = at + EntryFormat.keyAt(head);
        int target = run.reserveKey(length);
        byte[] keys = run.keys();
        if (length > 64) {
            System.arraycopy(bytes, from, keys, target, length);
            return;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            LittleEndian.putLong(keys, target + i, LittleEndian.getLong(bytes, from + i));
        }
    }

    private long head(int i) {
        return LittleEndian.getLong(bytes, offset(i));
    }

    private static void check(boolean possible) {
        if (!possible) {
            throw new IllegalArgumentException("the content of a page makes no sense");
        }
    }
}
