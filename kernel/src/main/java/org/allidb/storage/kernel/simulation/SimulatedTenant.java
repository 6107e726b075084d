package org.allidb.storage.kernel.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.kernel.simulation.SimulatedTable.Place;
import org.allidb.storage.kernel.simulation.SimulatedTable.Shape;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant whose tables are numbers of rows. After each flush it is merged as a strategy says until nothing is due, as if merges took
 * no time and the tenant were never idle. Used by one thread.
 *
 * <p>Merges are real: of each row the newest version is kept, expired rows go, and a tombstone goes when no other table covers its
 * row. Outputs of a level from 1 on are cut at {@code compaction.target_file_mb}, as the engine does.
 */
@ProviderType
public final class SimulatedTenant {

    private static final int MOST_TASKS = 1_000;

    private final CompactionStrategy strategy;
    private final CompactionOptions options;
    private final Shape shape;
    private final UnaryOperator<int[]> sampled;
    private final Consumer<SimulatedMerge> merged;
    private final List<SimulatedTable> tables = new ArrayList<>();
    /** The newest version of each row that was written; 0 of others. */
    private int[] newest = {};
    /** The newest version of each row of the merge under way; 0 of others, and between merges. */
    private int[] merging = {};

    private long nextId = 1;
    private int flush;

    /**
     * Creates a tenant without tables.
     *
     * @param strategy the strategy
     * @param options its parameters
     * @param history the sizes and times of what will be flushed
     * @param sampled returns the rows that the sketch of a table with some rows is made of; the same ones where sketches are true
     * @param merged receives each merge
     */
    public SimulatedTenant(
            CompactionStrategy strategy,
            CompactionOptions options,
            WriteHistory history,
            UnaryOperator<int[]> sampled,
            Consumer<SimulatedMerge> merged) {
        this.strategy = strategy;
        this.options = options;
        this.shape = new Shape(
                history.rowBytes(),
                history.tombstoneBytes(),
                new SimulatedTime(history, history.timeToLive().toMillis()));
        this.sampled = sampled;
        this.merged = merged;
    }

    /**
     * Flushes rows, and merges until nothing is due.
     *
     * @param puts ascending
     * @param deletes ascending, none of them among the puts
     * @return the bytes that were flushed
     * @throws InvalidArgumentException if the strategy proposes what cannot be done, or comes to no end
     */
    public long flush(int[] puts, int[] deletes) {
        flush++;
        reserve(Math.max(lastOf(puts), lastOf(deletes)) + 1);
        BitSet rows = new BitSet();
        for (int row : puts) {
            newest[row] = SimulatedTable.version(flush, false);
            rows.set(row);
        }
        for (int row : deletes) {
            newest[row] = SimulatedTable.version(flush, true);
            rows.set(row);
        }
        long before = bytes();
        write(rows, newest, 0, Long.MAX_VALUE);
        long flushed = bytes() - before;
        int tasks = 0;
        for (Optional<CompactionTask> task = propose(); task.isPresent(); task = propose()) {
            if (++tasks > MOST_TASKS) {
                throw new InvalidArgumentException("the strategy '" + strategy.name() + "' comes to no end: after "
                        + MOST_TASKS + " tasks it still proposes " + task.get());
            }
            carryOut(task.get());
        }
        return flushed;
    }

    /** {@return the bytes of all tables} */
    public long bytes() {
        return tables.stream().mapToLong(SimulatedTable::bytes).sum();
    }

    /** {@return the bytes of the rows that live} */
    public long liveBytes() {
        return liveRows().length * shape.rowBytes();
    }

    /** {@return how many tables there are} */
    public int tables() {
        return tables.size();
    }

    /** {@return what the strategy owes now} */
    public CompactionDebt debt() {
        return strategy.debt(view());
    }

    /** {@return the rows that live, ascending} */
    public int[] liveRows() {
        return IntStream.range(0, newest.length)
                .filter(row -> newest[row] > 0 && lives(newest[row]))
                .toArray();
    }

    /**
     * Returns how many tables have a row in their range of keys.
     *
     * @param row the row
     * @return the tables that a read without filters visits
     */
    public int tablesOver(int row) {
        return (int) tables.stream().filter(table -> table.covers(row)).count();
    }

    /**
     * Tells whether a read finds what was written last, or nothing if it was deleted or has expired.
     *
     * @param row the row
     * @return whether the newest version in the tables is the right one
     */
    public boolean reads(int row) {
        int found = tables.stream()
                .filter(table -> Arrays.binarySearch(table.rows(), row) >= 0)
                .mapToInt(table -> table.versions()[Arrays.binarySearch(table.rows(), row)])
                .max()
                .orElse(-1);
        int wanted = row < newest.length ? newest[row] : 0;
        return wanted > 0 && lives(wanted) ? found == wanted : found < 0 || !lives(found);
    }

    private boolean lives(int version) {
        return !SimulatedTable.isTombstone(version) && !shape.time().isExpired(SimulatedTable.flush(version), flush);
    }

    private CompactionView view() {
        return CompactionView.of(
                tables.stream().map(SimulatedTable::summary).toList(),
                options,
                shape.time().millis(flush));
    }

    private Optional<CompactionTask> propose() {
        return strategy.propose(view());
    }

    private void carryOut(CompactionTask task) {
        Set<Long> ids = new HashSet<>(task.inputs());
        List<SimulatedTable> inputs =
                tables.stream().filter(table -> ids.contains(table.id())).toList();
        if (inputs.isEmpty() || inputs.size() != task.inputs().size()) {
            throw new InvalidArgumentException("the strategy '" + strategy.name()
                    + "' proposes tables that do not exist or are named twice: " + task);
        }
        tables.removeAll(inputs);
        switch (task) {
            case CompactionTask.Drop _ -> {}
            case CompactionTask.Move move -> inputs.forEach(table -> tables.add(table.movedTo(move.targetLevel())));
            case CompactionTask.Merge merge -> merge(merge, inputs);
        }
    }

    private void merge(CompactionTask.Merge task, List<SimulatedTable> inputs) {
        BitSet kept = new BitSet();
        for (SimulatedTable input : inputs) {
            for (int i = 0; i < input.rows().length; i++) {
                int row = input.rows()[i];
                kept.set(row);
                merging[row] = Math.max(merging[row], input.versions()[i]);
            }
        }
        for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
            kept.set(row, !mayGo(row, merging[row]));
        }
        long before = bytes();
        write(kept, merging, task.targetLevel(), task.targetLevel() > 0 ? options.targetFileBytes() : Long.MAX_VALUE);
        Arrays.fill(merging, 0);
        long read = inputs.stream().mapToLong(SimulatedTable::bytes).sum();
        merged.accept(new SimulatedMerge(task, read, bytes() - before));
    }

    private boolean mayGo(int row, int version) {
        return SimulatedTable.isTombstone(version)
                ? tables.stream().noneMatch(table -> table.covers(row))
                : shape.time().isExpired(SimulatedTable.flush(version), flush);
    }

    /** Writes rows in the versions that an array has for all rows. */
    private void write(BitSet written, int[] newestOf, int level, long targetBytes) {
        int[] rows = written.stream().toArray();
        for (int from = 0; from < rows.length; ) {
            int to = from;
            for (long bytes = 0; to < rows.length && bytes < targetBytes; to++) {
                bytes += shape.bytes(newestOf[rows[to]]);
            }
            int[] some = Arrays.copyOfRange(rows, from, to);
            int[] versions = Arrays.stream(some).map(row -> newestOf[row]).toArray();
            tables.add(
                    SimulatedTable.of(new Place(nextId++, level, flush), some, versions, sampled.apply(some), shape));
            from = to;
        }
    }

    private void reserve(int rows) {
        if (rows > newest.length) {
            int length = Math.max(rows, 2 * newest.length);
            newest = Arrays.copyOf(newest, length);
            merging = new int[length];
        }
    }

    private static int lastOf(int[] rows) {
        return rows.length == 0 ? -1 : rows[rows.length - 1];
    }
}
