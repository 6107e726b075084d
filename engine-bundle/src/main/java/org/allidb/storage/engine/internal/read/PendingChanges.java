package org.allidb.storage.engine.internal.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a batch by their keys: what is left of them when each one is applied to those before it. Used by one thread at a
 * time, that of the batch.
 */
public final class PendingChanges {

    private static final Change DELETED = new Change(new byte[0], null, 0);

    private final NavigableMap<byte[], Change> rows = new TreeMap<>(KeyOrder::compare);
    /** The ends of deleted ranges by their starts. They neither overlap nor touch. */
    private final NavigableMap<byte[], byte[]> ranges = new TreeMap<>(KeyOrder::compare);

    /**
     * A change of one row.
     *
     * @param key its key
     * @param value what was put, or null if the row was deleted
     * @param expiresAtMillis when it expires, 0 for never
     */
    record Change(byte[] key, byte @Nullable [] value, long expiresAtMillis) {

        /** Returns the value that it shows at a moment, or null if it shows none. */
        byte @Nullable [] liveAt(long nowMillis) {
            return expiresAtMillis == 0 || expiresAtMillis > nowMillis ? value : null;
        }
    }

    /** Applies all entries of a batch. */
    public void applyAll(EntryBatch batch) {
        EntryBatchReader reader = batch.reader();
        while (reader.next()) {
            byte[] key = Arrays.copyOfRange(batch.bytes(), reader.keyOffset(), reader.valueOffset());
            byte[] value = Arrays.copyOfRange(
                    batch.bytes(), reader.valueOffset(), reader.valueOffset() + reader.valueLength());
            apply(reader.type(), key, value, reader.expiresAt());
        }
    }

    /**
     * Applies an entry.
     *
     * @param type what it does, of {@link EntryType}
     * @param key its key, or the start of a range; kept
     * @param value its value, or the end of a range; kept
     * @param expiresAtMillis when it expires, 0 for never
     */
    public void apply(byte type, byte[] key, byte[] value, long expiresAtMillis) {
        if (type == EntryType.RANGE_DELETE) {
            deleteRange(key, value);
        } else {
            rows.put(key, new Change(key, type == EntryType.PUT ? value : null, expiresAtMillis));
        }
    }

    private void deleteRange(byte[] start, byte[] end) {
        rows.subMap(start, true, end, false).clear();
        byte[] from = start;
        byte[] to = end;
        Map.Entry<byte[], byte[]> before = ranges.floorEntry(start);
        if (before != null && KeyOrder.compare(before.getValue(), start) >= 0) {
            from = before.getKey();
        }
        NavigableMap<byte[], byte[]> touched = ranges.subMap(from, true, end, true);
        for (byte[] other : touched.values()) {
            to = KeyOrder.compare(other, to) > 0 ? other : to;
        }
        touched.clear();
        ranges.put(from, to);
    }

    /** Forgets all. */
    public void clear() {
        rows.clear();
        ranges.clear();
    }

    /** Returns what becomes of a row, or null if nothing does. */
    @Nullable
    Change of(byte[] key) {
        Change change = rows.get(key);
        return change == null && isDeleted(key) ? DELETED : change;
    }

    private boolean isDeleted(byte[] key) {
        Map.Entry<byte[], byte[]> range = ranges.floorEntry(key);
        return range != null && KeyOrder.compare(key, range.getValue()) < 0;
    }

    /** Returns the changes of rows in a range, in the order of their keys. */
    List<Change> in(ScanBounds bounds) {
        NavigableMap<byte[], Change> from = bounds.from().length == 0 ? rows : rows.tailMap(bounds.from(), true);
        return new ArrayList<>((bounds.to().length == 0 ? from : from.headMap(bounds.to(), false)).values());
    }

    /** Returns the ranges that are deleted now. */
    DeletedRanges deletedRanges() {
        return new DeletedRanges(
                ranges.keySet().toArray(byte[][]::new), ranges.values().toArray(byte[][]::new));
    }

    /**
     * Ranges that are deleted.
     *
     * @param starts where they begin, in order
     * @param ends where they end, exclusive
     */
    record DeletedRanges(byte[][] starts, byte[][] ends) {

        /** Returns whether the row that a cursor is on lies in one of them. */
        boolean contain(KeyedCursor cursor) {
            int low = 0;
            int high = starts.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cursor.compareKey(starts[middle]) >= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low > 0 && cursor.compareKey(ends[low - 1]) < 0;
        }
    }
}
