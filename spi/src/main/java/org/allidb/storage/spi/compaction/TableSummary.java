package org.allidb.storage.spi.compaction;

import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/** A table as a strategy sees it. */
@ProviderType
public final class TableSummary {

    private final TableProperties properties;
    private final int level;
    private final boolean busy;

    private TableSummary(TableProperties properties, int level, boolean busy) {
        this.properties = properties;
        this.level = level;
        this.busy = busy;
    }

    /**
     * Makes a summary.
     *
     * @param properties what the table says of itself
     * @param level its level, 0 for new tables and for strategies without levels
     * @param busy whether a running task has it as an input; such a table cannot be chosen
     * @return the value
     */
    public static TableSummary of(TableProperties properties, int level, boolean busy) {
        return new TableSummary(properties, level, busy);
    }

    /** {@return what the table says of itself} */
    public TableProperties properties() {
        return properties;
    }

    /** {@return its level, 0 for new tables and for strategies without levels} */
    public int level() {
        return level;
    }

    /** {@return whether a running task has it as an input; such a table cannot be chosen} */
    public boolean busy() {
        return busy;
    }

    @Override
    public String toString() {
        return "table " + properties.tableId() + " in level " + level + (busy ? ", busy" : "");
    }
}
