package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.List;

/** What one write does, in its order: rows put, rows deleted, ranges deleted. */
final class Change {

    private static final byte[] NOTHING = {};

    /**
     * A part of it.
     *
     * @param from the row, or the first of a range
     * @param to the end of the range, -1 if it is a row
     * @param value the content put
     * @param delete whether it deletes
     */
    record Entry(int from, int to, byte[] value, boolean delete) {}

    private final List<Entry> entries = new ArrayList<>();
    private long jump;
    private boolean oneSequence;

    static Change put(int row, byte[] value) {
        return new Change().andPut(row, value);
    }

    static Change delete(int row) {
        return new Change().andDelete(row);
    }

    static Change deleteRange(int from, int to) {
        return new Change().andDeleteRange(from, to);
    }

    Change andPut(int row, byte[] value) {
        entries.add(new Entry(row, -1, value, false));
        return this;
    }

    Change andDelete(int row) {
        entries.add(new Entry(row, -1, NOTHING, true));
        return this;
    }

    Change andDeleteRange(int from, int to) {
        entries.add(new Entry(from, to, NOTHING, true));
        return this;
    }

    /**
     * Makes it a load, whose rows have sequences far above those of the writes before.
     *
     * @param sorted whether all rows have the same one
     * @param writesMeanwhile how many sequences were given since it was begun
     */
    Change asLoad(boolean sorted, long writesMeanwhile) {
        jump = (1L << 36) - 1 - writesMeanwhile;
        oneSequence = sorted;
        return this;
    }

    /** How many sequences are left out before it. */
    long jump() {
        return jump;
    }

    boolean hasOneSequence() {
        return oneSequence;
    }

    List<Entry> entries() {
        return entries;
    }
}
