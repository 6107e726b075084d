package org.allidb.storage.metamorphic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant holds: of each row of the {@link Keyspace} the winning version, and the tombstones of ranges. These
 * also hide what is written below their timestamps later. Remembers how to take back every write that a power cut may
 * take.
 */
final class TenantModel {

    private final @Nullable Cell[] cells;
    private final List<RangeTombstone> ranges = new ArrayList<>();
    private final Deque<Undo> undoable = new ArrayDeque<>();
    private long lastSequence;
    private long lastTimestamp;
    private long greatestTimestamp;
    private long reachedTimestamp;
    private long unusedTimestamp = -1;
    private long greatestPurgeable = -1;

    /** What was written, in order; what a power cut took is not in it. */
    private final List<Logged> logged = new ArrayList<>();

    /**
     * A change, or the place of a load.
     *
     * @param entry what it does; null for a load
     * @param version the version that it makes
     */
    record Logged(Change.@Nullable Entry entry, Cell version) {}

    private record RangeTombstone(int from, int to, Cell version) {}

    /** The state before a write. */
    private record Undo(
            long lastSequence,
            long sequenceBefore,
            long timestampBefore,
            int rangesBefore,
            List<Integer> rows,
            List<@Nullable Cell> cells) {}

    TenantModel() {
        cells = new Cell[Keyspace.size()];
    }

    /** A copy, all of it durable. */
    TenantModel(TenantModel other) {
        cells = other.cells.clone();
        ranges.addAll(other.ranges);
        lastSequence = other.lastSequence;
        lastTimestamp = other.lastTimestamp;
        greatestTimestamp = other.greatestTimestamp;
        reachedTimestamp = other.reachedTimestamp;
        greatestPurgeable = other.greatestPurgeable;
    }

    /** The rows as they are; changes with every write. */
    @Nullable
    Cell[] cells() {
        return cells;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** The last timestamp of the engine's. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** The greatest timestamp that the engine ever gave, to writes that were lost too. */
    long reachedTimestamp() {
        return reachedTimestamp;
    }

    /** The greatest timestamp of the engine's that a load had which came to nothing. Whether the engine knows of it still is open. */
    long unusedTimestamp() {
        return unusedTimestamp;
    }

    /** A load begins, and has a timestamp of the engine's. */
    long beginLoad(long wallMicros) {
        lastTimestamp = Math.max(lastTimestamp + 1, wallMicros);
        reachedTimestamp = Math.max(reachedTimestamp, lastTimestamp);
        return lastTimestamp;
    }

    /** A load came to nothing, and had a timestamp of the engine's. */
    void leaveOutTimestamp(long wallMicros) {
        unusedTimestamp = Math.max(unusedTimestamp, Math.max(lastTimestamp + 1, wallMicros));
    }

    /** The greatest timestamp of anything written. */
    long greatestTimestamp() {
        return greatestTimestamp;
    }

    /** Up to which timestamp writes may be refused, because tombstones up to it may have been dropped. */
    long greatestPurgeable() {
        return greatestPurgeable;
    }

    /**
     * Takes a write in.
     *
     * @param change what it does
     * @param callersTimestamp its timestamp, or -1 for one of the engine's
     * @param wallMicros wall time
     * @param expires when its rows expire, 0 for never
     */
    void apply(Change change, long callersTimestamp, long wallMicros, long expires) {
        if (change.entries().isEmpty()) {
            return;
        }
        long sequenceBefore = lastSequence;
        lastSequence += change.jump();
        Undo undo = new Undo(
                lastSequence + (change.hasOneSequence() ? 1 : change.entries().size()),
                sequenceBefore,
                lastTimestamp,
                ranges.size(),
                new ArrayList<>(),
                new ArrayList<>());
        undoable.addLast(undo);
        long timestamp = callersTimestamp;
        if (callersTimestamp < 0) {
            timestamp = Math.max(lastTimestamp + 1, wallMicros);
            lastTimestamp = timestamp;
            reachedTimestamp = Math.max(reachedTimestamp, timestamp);
        }
        greatestTimestamp = Math.max(greatestTimestamp, timestamp);
        for (Change.Entry entry : change.entries()) {
            lastSequence += change.hasOneSequence() && entry != change.entries().getFirst() ? 0 : 1;
            if (entry.delete() || expires != 0) {
                greatestPurgeable = Math.max(greatestPurgeable, timestamp);
            }
            if (change.jump() == 0) {
                logged.add(new Logged(
                        entry,
                        entry.delete()
                                ? Cell.deletion(timestamp, lastSequence)
                                : new Cell(timestamp, lastSequence, entry.value(), false, expires)));
            }
            if (entry.to() >= 0) {
                deleteRange(entry.from(), entry.to(), Cell.deletion(timestamp, lastSequence), undo);
            } else if (entry.delete()) {
                set(entry.from(), Cell.deletion(timestamp, lastSequence), undo);
            } else {
                set(entry.from(), new Cell(timestamp, lastSequence, entry.value(), false, expires), undo);
            }
        }
        if (change.jump() > 0) {
            logged.add(new Logged(null, Cell.deletion(timestamp, lastSequence)));
        }
    }

    /** What was written behind a sequence, in order. */
    List<Logged> behind(long sequence) {
        return logged.stream()
                .filter(each -> each.version().sequence() > sequence)
                .toList();
    }

    /** What was written so far survives everything. */
    void markDurable() {
        undoable.clear();
    }

    /** The writes that a power cut may take. */
    int undoable() {
        return undoable.size();
    }

    /**
     * Takes back the writes after a sequence.
     *
     * @return how many, or -1 if the sequence is not the end of a write that may be the last
     */
    int rollBackTo(long sequence) {
        int taken = 0;
        while (lastSequence > sequence && !undoable.isEmpty()) {
            Undo undo = undoable.removeLast();
            for (int i = undo.rows().size() - 1; i >= 0; i--) {
                cells[undo.rows().get(i)] = undo.cells().get(i);
            }
            ranges.subList(undo.rangesBefore(), ranges.size()).clear();
            lastSequence = undo.sequenceBefore();
            lastTimestamp = undo.timestampBefore();
            taken++;
        }
        while (!logged.isEmpty() && logged.getLast().version().sequence() > lastSequence) {
            logged.removeLast();
        }
        return lastSequence == sequence ? taken : -1;
    }

    private void deleteRange(int from, int to, Cell deletion, Undo undo) {
        ranges.add(new RangeTombstone(from, to, deletion));
        for (int row = from; row < to; row++) {
            if (cells[row] != null) {
                set(row, deletion, undo);
            }
        }
    }

    private void set(int row, Cell version, Undo undo) {
        Cell before = cells[row];
        if (before != null && !version.isNewerThan(before)) {
            return;
        }
        Cell winner = version;
        if (version.timestamp() < greatestTimestamp) {
            for (RangeTombstone range : ranges) {
                if (row >= range.from() && row < range.to() && range.version().isNewerThan(winner)) {
                    winner = range.version();
                }
            }
        }
        undo.rows().add(row);
        undo.cells().add(before);
        cells[row] = winner;
    }
}
