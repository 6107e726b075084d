package org.allidb.storage.spi.compaction;

import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/** A table as a strategy sees it. */
@ProviderType
public final class TableSummary {

    private final TableProperties properties;
    private final int level;
    private final boolean busy;
    private final long scans;

    private TableSummary(TableProperties properties, int level, boolean busy, long scans) {
        this.properties = properties;
        this.level = level;
        this.busy = busy;
        this.scans = scans;
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
        return new TableSummary(properties, level, busy, 0);
    }

    /**
     * Makes a summary of the same table, read more.
     *
     * @param count how many scans have opened it, as {@link #scans()} counts them
     * @return the value
     */
    public TableSummary withScans(long count) {
        return new TableSummary(properties, level, busy, count);
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

    /**
     * Tells how often the table was one of several that a scan had to open. Counted since the tenant was opened, or the table
     * written; merges do not count. A scan that takes all from one table counts nowhere: no merge makes it faster.
     *
     * @return so many scans
     */
    public long scans() {
        return scans;
    }

    @Override
    public String toString() {
        return "table " + properties.tableId() + " in level " + level + (busy ? ", busy" : "");
    }
}
