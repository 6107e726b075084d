package org.allidb.storage.compaction.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * For data that comes in the order of time and expires: tables are grouped by the window of their newest timestamp
 * (microseconds). The newest window is merged by size; an older one becomes a single table, which is never merged with
 * other windows, is written again when half of its rows have expired, and is dropped whole when all have.
 */
public class TimeWindowStrategy implements CompactionStrategy {

    private static final long MICROS_PER_MINUTE = 60_000_000;

    private final SizeTieredStrategy newest = new SizeTieredStrategy();

    /** The strategy. */
    public TimeWindowStrategy() {}

    @Override
    public String name() {
        return "time-window";
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        Optional<CompactionTask> expired = ExpiredTables.propose(view);
        if (expired.isPresent()) {
            return expired;
        }
        NavigableMap<Long, List<TableSummary>> windows = windows(view);
        for (Map.Entry<Long, List<TableSummary>> window : windows.entrySet()) {
            if (window.getKey().equals(windows.lastKey())) {
                Optional<CompactionTask> task =
                        newest.propose(CompactionView.of(window.getValue(), view.options(), view.nowMillis()));
                if (task.isPresent()) {
                    return task;
                }
                continue;
            }
            List<TableSummary> tables = window.getValue();
            if (tables.size() > 1 && tables.stream().noneMatch(TableSummary::busy)) {
                List<Long> ids = tables.stream()
                        .sorted(Comparator.comparingLong(t -> t.properties().fileBytes()))
                        .limit(SizeTieredStrategy.MAX_WIDTH)
                        .map(t -> t.properties().tableId())
                        .toList();
                return Optional.of(CompactionTask.Merge.of(ids, 0, true, "a window that is over"));
            }
        }
        return ExpiredTables.proposeHalf(view, table -> true);
    }

    /** What the newest window owes by size, and in each of the others all tables but one. */
    @Override
    public CompactionDebt debt(CompactionView view) {
        NavigableMap<Long, List<TableSummary>> windows = windows(view);
        CompactionDebt debt = CompactionDebt.NONE;
        for (Map.Entry<Long, List<TableSummary>> window : windows.entrySet()) {
            List<TableSummary> tables = window.getValue();
            debt = debt.plus(
                    window.getKey().equals(windows.lastKey())
                            ? newest.debt(CompactionView.of(tables, view.options(), view.nowMillis()))
                            : CompactionDebt.of(tables.subList(1, tables.size())));
        }
        return debt;
    }

    private static NavigableMap<Long, List<TableSummary>> windows(CompactionView view) {
        long width = view.options().windowMinutes() * MICROS_PER_MINUTE;
        return view.tables().stream()
                .collect(Collectors.groupingBy(
                        t -> t.properties().maxTimestamp() / width, TreeMap::new, Collectors.toList()));
    }
}
