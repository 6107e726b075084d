package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.TableSummaries;

/** The tables of a tenant as sets of rows, which are flushed and really merged as the strategy says. */
final class TableHistory {

    static final long NOW = 1_750_000_000_000L;
    private static final int ROWS_PER_MEGABYTE = 64;

    private final SizeTieredStrategy strategy = new SizeTieredStrategy();
    private final CompactionOptions options;
    private final UnaryOperator<BitSet> sketched;
    private final List<Table> tables = new ArrayList<>();
    private final BitSet live = new BitSet();
    private final List<Set<Long>> merges = new ArrayList<>();
    private long nextId = 1;
    private long flushed;
    private long written;
    private long writtenForOverwritten;
    private long droppedForOverwritten;

    private record Table(TableSummary summary, BitSet rows) {}

    /**
     * Creates a tenant without tables.
     *
     * @param sketched returns the rows that the sketch of a table is made of
     */
    TableHistory(CompactionOptions options, UnaryOperator<BitSet> sketched) {
        this.options = options;
        this.sketched = sketched;
    }

    /** Flushes rows, and merges until nothing is due. */
    void flush(BitSet rows) {
        live.or(rows);
        flushed += rows.cardinality();
        add(rows, nextId);
        for (Optional<CompactionTask> task = propose(); task.isPresent(); task = propose()) {
            merge((CompactionTask.Merge) task.get());
        }
    }

    /** Returns the rows of all tables for each row that there is. */
    double space() {
        return tables.stream().mapToLong(table -> table.rows.cardinality()).sum() / (double) live.cardinality();
    }

    int tables() {
        return tables.size();
    }

    /** Returns the rows that merges wrote for each row that was flushed. */
    double written() {
        return written / (double) flushed;
    }

    /** Returns the same of the merges of overwritten tables alone. */
    double writtenForOverwritten() {
        return writtenForOverwritten / (double) flushed;
    }

    /** Returns the rows that these wrote for each row that they dropped. */
    double writtenPerDropped() {
        return writtenForOverwritten / (double) Math.max(1, droppedForOverwritten);
    }

    /** Returns the inputs of all merges. */
    List<Set<Long>> merges() {
        return merges;
    }

    private Optional<CompactionTask> propose() {
        return strategy.propose(
                CompactionView.of(tables.stream().map(Table::summary).toList(), options, NOW));
    }

    private void merge(CompactionTask.Merge merge) {
        Set<Long> ids = new HashSet<>(merge.inputs());
        merges.add(ids);
        List<Table> inputs = tables.stream()
                .filter(table -> ids.contains(table.summary.properties().tableId()))
                .toList();
        tables.removeAll(inputs);
        BitSet rows = new BitSet();
        inputs.forEach(input -> rows.or(input.rows));
        long newest = inputs.stream()
                .map(input -> input.summary.properties().maxSequence())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        written += rows.cardinality();
        if (merge.reason().endsWith("is overwritten")) {
            writtenForOverwritten += rows.cardinality();
            droppedForOverwritten +=
                    inputs.stream().mapToLong(input -> input.rows.cardinality()).sum() - rows.cardinality();
        }
        add(rows, newest);
    }

    private void add(BitSet rows, long sequence) {
        double megabytes = rows.cardinality() / (double) ROWS_PER_MEGABYTE;
        TableSummary table = TableSummaries.table(nextId++, megabytes, NOW, "a", "z");
        TableSummary of = TableSummary.of(
                table.properties().toBuilder().sequences(sequence, sequence).build(), 0, false);
        tables.add(new Table(
                TableSummaries.withRows(of, sketched.apply(rows).stream().asLongStream()), rows));
    }
}
