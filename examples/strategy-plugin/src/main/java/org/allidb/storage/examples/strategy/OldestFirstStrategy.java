package org.allidb.storage.examples.strategy;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;

/**
 * Merges the oldest tables as soon as there are {@code compaction.size_tier_threshold} of them, whatever their size. In
 * use when the configuration says {@code compaction.strategy: oldest-first}.
 */
public final class OldestFirstStrategy implements CompactionStrategy {

    /** For the service loader. */
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

    /** Every table beyond those that it waits with: writers who make more of them than merges take away are slowed. */
    @Override
    public CompactionDebt debt(CompactionView view) {
        int atRest = view.options().sizeTierThreshold() - 1;
        return CompactionDebt.of(view.tables().stream().skip(atRest).toList());
    }
}
