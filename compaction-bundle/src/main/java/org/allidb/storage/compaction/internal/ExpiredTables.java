package org.allidb.storage.compaction.internal;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.sstable.TableProperties;

/** Finds tables all of whose rows have expired: they can go without being read. */
final class ExpiredTables {

    private ExpiredTables() {}

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
                : Optional.of(new CompactionTask.Drop(expired, "every row has expired"));
    }
}
