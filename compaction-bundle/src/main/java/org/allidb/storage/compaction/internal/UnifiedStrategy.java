package org.allidb.storage.compaction.internal;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.config.CompactionScaling;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * A strategy that is tiered, leveled or anything between, by one parameter, {@code compaction.scaling}. Tables are in levels by
 * their density ({@link DensityLevels}). Where as many runs of a level have keys in common as its scaling allows, they are merged;
 * tables beside them are left alone. Outputs are cut at {@code target_file_mb}, so that what shares no keys is merged apart.
 *
 * <p>With a fan factor F, a threshold T (F where it is tiered, 2 where it is leveled), N bytes in all and levels from M =
 * {@code min_size_mb} on, there are L = log<sub>F</sub>(N/M) levels, and the cost is about
 *
 * <ul>
 *   <li>write: 1 + L bytes written for each byte where it is tiered, 1 + L · F/2 where it is leveled;
 *   <li>read: (T − 1) · L tables in a scan, and in a lookup that no filter and no timestamp ends;
 *   <li>space: up to T times the live bytes where it is tiered, 1 + 1/F times where it is leveled, and as much again as the inputs
 *       while they are merged.
 * </ul>
 *
 * <p>The levels are computed from what is there, so that the parameter can be changed at any time, and tables that another
 * strategy left are taken as they are. After the Unified Compaction Strategy of Apache Cassandra: <a
 * href="https://cwiki.apache.org/confluence/display/CASSANDRA/CEP-26%3A+Unified+Compaction+Strategy">CEP-26</a>. What is different:
 * keys are no hashes here, so that the width of a range of keys is not known, and the density of a table is that of its run.
 */
public class UnifiedStrategy implements CompactionStrategy {

    /** Creates the strategy. */
    public UnifiedStrategy() {}

    @Override
    public String name() {
        return "unified";
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        Optional<CompactionTask> expired = ExpiredTables.propose(view);
        if (expired.isPresent()) {
            return expired;
        }
        CompactionScaling scaling = view.options().levelScaling();
        DensityLevels levels = DensityLevels.of(view);
        return levels.sections().stream()
                .filter(section -> section.depth() >= scaling.threshold(section.level()))
                .filter(section -> section.tables().stream().noneMatch(TableSummary::busy))
                .findFirst()
                .map(section -> merge(section, levels, scaling))
                .or(() -> ExpiredTables.proposeHalf(view, table -> levels.isLast(levels.level(table), List.of(table))));
    }

    /** Returns the runs of each section beyond those with which it waits, the smallest first. */
    @Override
    public CompactionDebt debt(CompactionView view) {
        CompactionScaling scaling = view.options().levelScaling();
        CompactionDebt debt = CompactionDebt.NONE;
        for (DensityLevels.Section section : DensityLevels.of(view).sections()) {
            int beyond = Math.max(0, section.depth() - (scaling.threshold(section.level()) - 1));
            long bytes = section.runBytes().stream()
                    .limit(beyond)
                    .mapToLong(Long::longValue)
                    .sum();
            debt = debt.plus(CompactionDebt.of(beyond, bytes));
        }
        return debt;
    }

    private static CompactionTask merge(
            DensityLevels.Section section, DensityLevels levels, CompactionScaling scaling) {
        // level 0 is of flushed tables; what is written to others is cut into tables of the target size
        int target = Math.max(1, levels.levelOf(section.density()));
        List<Long> ids =
                section.tables().stream().map(t -> t.properties().tableId()).toList();
        String reason =
                section.depth() + " runs in level " + section.level() + " (" + scaling.notation(section.level()) + ")";
        return CompactionTask.Merge.of(ids, target, levels.isLast(target, section.tables()), reason);
    }
}
