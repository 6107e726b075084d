package org.allidb.storage.compaction.internal;

import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.KeyRange;
import org.allidb.storage.spi.sstable.TableProperties;

/** The keys of tables. */
final class Keys {

    private Keys() {}

    /** Returns the range of a table's keys. */
    static KeyRange of(TableSummary table) {
        TableProperties properties = table.properties();
        return KeyRange.of(properties.minKey(), properties.maxKey());
    }
}
