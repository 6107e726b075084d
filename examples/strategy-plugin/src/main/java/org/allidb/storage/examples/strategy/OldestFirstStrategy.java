package org.allidb.storage.examples.strategy;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;

/**
 * A strategy that merges the oldest tables, whatever their size, as soon as there are {@code compaction.size_tier_threshold}. In
 * use when the configuration says {@code compaction.strategy: oldest-first}.
 */
public final class OldestFirstStrategy implements CompactionStrategy {

    /** Called by {@link java.util.ServiceLoader}. */
    public OldestFirstStrategy() {}

    @Override
    public String name() {
        return "oldest-first";
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        int width = view.options().sizeTierThreshold();
        List<Long> oldest = view.tables().stream()
                .filter(table -> !table.busy())
                .limit(width)
                .map(table -> table.properties().tableId())
                .toList();
        if (oldest.size() < width) {
            return Optional.empty();
        }
        boolean all = oldest.size() == view.tables().size();
        return Optional.of(CompactionTask.Merge.of(oldest, 0, all, "the " + width + " oldest tables"));
    }

    /** Returns the tables beyond those that may stay. Writers are slowed while there are more of them than merges can remove. */
    @Override
    public CompactionDebt debt(CompactionView view) {
        int atRest = view.options().sizeTierThreshold() - 1;
        return CompactionDebt.of(view.tables().stream().skip(atRest).toList());
    }
}
