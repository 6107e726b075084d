package org.allidb.storage.spi.compaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How far merges are behind: what a strategy wants merged and is not yet. The engine slows writers, and stops them, by
 * the limits that {@code compaction.slowdown_tables}, {@code stop_tables}, {@code slowdown_debt_mb} and
 * {@code stop_debt_mb} set.
 *
 * <p>Debt is what merges take away. Tables that nothing is going to merge are none, however many there are: a writer who
 * waited for them would wait for ever. It grows with what is written, table by table, so that writers are slowed smoothly.
 */
@ProviderType
public final class CompactionDebt {

    /** Merges are not behind. */
    public static final CompactionDebt NONE = new CompactionDebt(0, 0);

    private static final int MOST_TASKS = 1_000;

    private final int tables;
    private final long bytes;

    private CompactionDebt(int tables, long bytes) {
        this.tables = tables;
        this.bytes = bytes;
    }

    /**
     * Makes a debt.
     *
     * @param tables tables beyond those that the strategy leaves as they are until more come
     * @param bytes bytes of the tables that are to be merged, each counted once
     * @return the value
     */
    public static CompactionDebt of(int tables, long bytes) {
        return new CompactionDebt(tables, bytes);
    }

    /** {@return tables beyond those that the strategy leaves as they are until more come} */
    public int tables() {
        return tables;
    }

    /** {@return bytes of the tables that are to be merged, each counted once} */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the debt that some tables are.
     *
     * @param waiting the tables that wait for a merge
     * @return their number and their bytes
     */
    public static CompactionDebt of(Collection<TableSummary> waiting) {
        return new CompactionDebt(waiting.size(), bytes(waiting));
    }

    /**
     * Adds another debt.
     *
     * @param other of other tables
     * @return both
     */
    public CompactionDebt plus(CompactionDebt other) {
        return new CompactionDebt(tables + other.tables, bytes + other.bytes);
    }

    /**
     * Returns the debt of a strategy that only says what it wants to do next. It is made of all merges that it would
     * propose one after the other, each for the tables that the ones before leave. The first is being carried out, and
     * counts as none. What rewrites a single table, moves or drops tables is no debt either: it does not depend on what
     * is written.
     *
     * @param view tables of which none is busy
     * @param proposals what the strategy proposes
     * @return the debt
     */
    public static CompactionDebt ofProposals(
            CompactionView view, Function<CompactionView, Optional<CompactionTask>> proposals) {
        List<TableSummary> left = new ArrayList<>(view.tables());
        CompactionDebt debt = NONE;
        boolean first = true;
        for (int tasks = 0; tasks < MOST_TASKS; tasks++) {
            Optional<CompactionTask> task = proposals.apply(CompactionView.of(left, view.options(), view.nowMillis()));
            if (task.isEmpty()) {
                break;
            }
            Set<Long> inputs = new HashSet<>(task.get().inputs());
            List<TableSummary> taken = left.stream()
                    .filter(table -> inputs.contains(table.properties().tableId()))
                    .toList();
            if (taken.isEmpty()) {
                break;
            }
            left.removeAll(taken);
            if (task.get() instanceof CompactionTask.Merge && taken.size() > 1) {
                debt = first ? NONE : debt.plus(of(taken));
                first = false;
            }
        }
        return debt;
    }

    private static long bytes(Collection<TableSummary> tables) {
        return tables.stream()
                .mapToLong(table -> table.properties().fileBytes())
                .sum();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompactionDebt that && tables == that.tables && bytes == that.bytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(tables, bytes);
    }

    @Override
    public String toString() {
        return tables + " tables of " + bytes + " bytes";
    }
}
