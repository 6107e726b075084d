package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * A strategy that keeps each level but the first free of overlaps, and each a fixed ratio larger than the one above: few tables
 * to read and little space, for more merges. New tables are level 0; enough of them are merged with the tables that they
 * overlap in level 1. The oldest table of a level above its target moves, or is merged, into the next level.
 *
 * <p>With R = {@code level_ratio}, T = {@code size_tier_threshold}, N bytes in all and a target of B bytes for level 1, there are
 * L = 1 + log<sub>R</sub>(N/B) levels below level 0, and the cost is about
 *
 * <ul>
 *   <li>write: 1 + L · (1 + R/2) bytes written for each byte, R + 1 a level at most;
 *   <li>read: T − 1 + L tables in a scan, and in a lookup that no filter and no timestamp ends;
 *   <li>space: 1 + 1/R times the live bytes, because old versions of a row are in the levels above the last.
 * </ul>
 */
public class LeveledStrategy implements CompactionStrategy {

    private static final int LEVELS = 7;

    /** Creates the strategy. */
    public LeveledStrategy() {}

    @Override
    public String name() {
        return "leveled";
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        Optional<CompactionTask> expired = ExpiredTables.propose(view);
        if (expired.isPresent()) {
            return expired;
        }
        List<TableSummary> first = level(view, 0);
        if (first.size() >= view.options().sizeTierThreshold()) {
            Optional<CompactionTask> task = push(view, first, 0);
            if (task.isPresent()) {
                return task;
            }
        }
        for (int level = 1; level < LEVELS - 1; level++) {
            List<TableSummary> tables = level(view, level);
            if (bytes(tables) > target(view.options(), level)) {
                Optional<TableSummary> oldest = tables.stream()
                        .filter(t -> !t.busy())
                        .min(Comparator.comparingLong(t -> t.properties().tableId()));
                Optional<CompactionTask> task =
                        oldest.isEmpty() ? Optional.empty() : push(view, List.of(oldest.get()), level);
                if (task.isPresent()) {
                    return task;
                }
            }
        }
        return ExpiredTables.proposeHalf(
                view, table -> view.tables().stream().noneMatch(t -> t.level() > table.level()));
    }

    /** Returns the tables of level 0 beyond those with which it waits, and the bytes of other levels beyond their targets. */
    @Override
    public CompactionDebt debt(CompactionView view) {
        int atRest = view.options().sizeTierThreshold() - 1;
        List<TableSummary> first = level(view, 0);
        CompactionDebt debt = CompactionDebt.of(first.subList(0, Math.max(0, first.size() - atRest)));
        for (int level = 1; level < LEVELS - 1; level++) {
            long beyond = bytes(level(view, level)) - target(view.options(), level);
            debt = debt.plus(CompactionDebt.of(0, Math.max(0, beyond)));
        }
        return debt;
    }

    private static Optional<CompactionTask> push(CompactionView view, List<TableSummary> upper, int level) {
        List<TableSummary> lower = level(view, level + 1).stream()
                .filter(t -> upper.stream()
                        .anyMatch(u ->
                                t.properties().keys().overlaps(u.properties().keys())))
                .toList();
        List<TableSummary> inputs = new ArrayList<>(upper);
        inputs.addAll(lower);
        if (inputs.stream().anyMatch(TableSummary::busy)) {
            return Optional.empty();
        }
        List<Long> ids = inputs.stream().map(t -> t.properties().tableId()).toList();
        if (lower.isEmpty() && disjoint(upper)) {
            return Optional.of(CompactionTask.Move.of(ids, level + 1, "nothing overlaps in level " + (level + 1)));
        }
        boolean bottom = view.tables().stream().noneMatch(t -> t.level() > level + 1);
        return Optional.of(CompactionTask.Merge.of(ids, level + 1, bottom, "level " + level + " is full"));
    }

    private static boolean disjoint(List<TableSummary> tables) {
        for (int i = 0; i < tables.size(); i++) {
            for (int j = i + 1; j < tables.size(); j++) {
                if (tables.get(i)
                        .properties()
                        .keys()
                        .overlaps(tables.get(j).properties().keys())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static long bytes(List<TableSummary> tables) {
        return tables.stream().mapToLong(t -> t.properties().fileBytes()).sum();
    }

    private static long target(CompactionOptions options, int level) {
        double bytes = (double) options.targetFileBytes() * options.sizeTierThreshold();
        return (long) (bytes * Math.pow(options.levelRatio(), level - 1));
    }

    private static List<TableSummary> level(CompactionView view, int level) {
        return view.tables().stream()
                .filter(t -> t.level() == level)
                .sorted(Comparator.comparingLong(t -> t.properties().tableId()))
                .toList();
    }
}
