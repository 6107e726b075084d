package org.allidb.storage.compaction.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;

/** The proposals for tables whose rows have expired. */
final class ExpiredTables {

    private ExpiredTables() {}

    /** Proposes to drop the tables all of whose rows have expired; they are not read. */
    static Optional<CompactionTask> propose(CompactionView view) {
        List<Long> expired = view.tables().stream()
                .filter(t -> !t.busy())
                .map(t -> t.properties())
                .filter(p -> p.tombstones() + p.rangeTombstones() == 0)
                .filter(p -> p.maxExpiryMillis() != 0 && p.maxExpiryMillis() <= view.nowMillis())
                .map(TableProperties::tableId)
                .sorted()
                .toList();
        return expired.isEmpty()
                ? Optional.empty()
                : Optional.of(CompactionTask.Drop.of(expired, "every row has expired"));
    }

    /**
     * Proposes to write a table again, in its place, half of whose rows have expired. That frees at least half of it. The next
     * time comes when half of the remaining rows have expired, so that a row is written twice on average.
     *
     * @param bottom whether a table is of the largest tier or last level
     */
    static Optional<CompactionTask> proposeHalf(CompactionView view, Predicate<TableSummary> bottom) {
        return view.tables().stream()
                .filter(t -> !t.busy())
                .filter(t -> t.properties().halfExpiredMillis() != 0)
                .filter(t -> t.properties().halfExpiredMillis() <= view.nowMillis())
                .findFirst()
                .map(t -> CompactionTask.Merge.of(
                        List.of(t.properties().tableId()), t.level(), bottom.test(t), "half of the rows have expired"));
    }
}
