package org.allidb.storage.engine.internal.version;

import java.util.List;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * A change of a tenant's tables, and the counters that go with it.
 *
 * @param added tables that come in
 * @param removed numbers of tables that go, or that come again at another level
 * @param counters the counters after the change
 */
public record VersionEdit(List<AddedTable> added, List<Long> removed, Counters counters) {

    /** Copies the lists. */
    public VersionEdit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** A table and its level. */
    public record AddedTable(TableProperties properties, int level) {}
}
