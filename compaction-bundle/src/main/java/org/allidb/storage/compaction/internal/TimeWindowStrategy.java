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
 * A strategy for rows that come in the order of time and expire. It groups tables by the window of their newest timestamp
 * (microseconds). The newest window is merged by size. An older one becomes a single table, which is never merged with other
 * windows, is written again when half of its rows have expired, and is dropped when all have.
 *
 * <p>With W windows, and T, L and F of {@link SizeTieredStrategy} for the bytes of one window, the cost is about
 *
 * <ul>
 *   <li>write: 2 + L bytes written for each byte: as in {@link SizeTieredStrategy}, and once when the window is over;
 *   <li>read: W − 1 + (T − 1) · L tables in a scan of all times, and in a lookup that no filter and no timestamp ends;
 *   <li>space: rows that are overwritten in a later window stay until they expire; dropped windows cost no merge.
 * </ul>
 */
public class TimeWindowStrategy implements CompactionStrategy {

    private static final long MICROS_PER_MINUTE = 60_000_000;

    private final SizeTieredStrategy newest = new SizeTieredStrategy();

    /** Creates the strategy. */
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

    /** Returns what the newest window owes by size, and all tables but one of each other window. */
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
