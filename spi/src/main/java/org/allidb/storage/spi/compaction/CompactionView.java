package org.allidb.storage.spi.compaction;

import java.util.List;
import org.allidb.storage.api.config.CompactionOptions;
import org.osgi.annotation.versioning.ProviderType;

/** What a strategy decides by: an immutable picture of a tenant's tables. */
@ProviderType
public final class CompactionView {

    private final List<TableSummary> tables;
    private final CompactionOptions options;
    private final long nowMillis;

    private CompactionView(List<TableSummary> tables, CompactionOptions options, long nowMillis) {
        this.tables = List.copyOf(tables);
        this.options = options;
        this.nowMillis = nowMillis;
    }

    /**
     * Makes a view.
     *
     * @param tables all live tables, oldest first
     * @param options the configuration
     * @param nowMillis wall time in milliseconds
     * @return the value
     */
    public static CompactionView of(List<TableSummary> tables, CompactionOptions options, long nowMillis) {
        return new CompactionView(tables, options, nowMillis);
    }

    /** {@return all live tables, oldest first} */
    public List<TableSummary> tables() {
        return tables;
    }

    /** {@return the configuration} */
    public CompactionOptions options() {
        return options;
    }

    /** {@return wall time in milliseconds} */
    public long nowMillis() {
        return nowMillis;
    }
}
