package ${package};

import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
#if (${form} == "bundle")
import org.osgi.service.component.annotations.Component;
#end

/**
 * Merges the oldest tables as soon as there are {@code compaction.size_tier_threshold} of them, whatever their size.
 *
 * <p>A strategy is a pure function: any thread may call it, and the same tables give the same answer. It can choose badly, but
 * not wrongly: whatever tables are merged, a read finds the newest version of a row.
 */
#if (${form} == "bundle")
@Component(service = CompactionStrategy.class)
#end
public final class ${classPrefix}Strategy implements CompactionStrategy {

    /** The configuration names the strategy so. */
    @Override
    public String name() {
        return "${providerName}";
    }

    /** Asked after each flush and each merge: one task at a time, or none. */
    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        int width = view.options().sizeTierThreshold();
        List<Long> oldest = view.tables().stream() // the oldest comes first
                .filter(table -> !table.busy()) // a running merge has it
                .limit(width)
                .map(table -> table.properties().tableId())
                .toList();
        if (oldest.size() < width) {
            return Optional.empty();
        }
        // Which codec the new table gets: sstable.bottom_codec, if it holds everything there is.
        boolean bottom = oldest.size() == view.tables().size();
        // The reason is seen in the log, in events and in allidb:compaction-explain.
        return Optional.of(CompactionTask.Merge.of(oldest, 0, bottom, "the " + width + " oldest tables"));
    }

    /**
     * How far merges are behind: writers are slowed by it. It must be zero where nothing is proposed, or writers would wait for
     * ever, and should grow table by table, or they would wait by fits and starts.
     */
    @Override
    public CompactionDebt debt(CompactionView view) {
        int atRest = view.options().sizeTierThreshold() - 1;
        List<TableSummary> beyond = view.tables().stream().skip(atRest).toList();
        return CompactionDebt.of(beyond);
    }
}
