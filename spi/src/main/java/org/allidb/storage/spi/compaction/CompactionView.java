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
    private final boolean idle;

    private CompactionView(List<TableSummary> tables, CompactionOptions options, long nowMillis, boolean idle) {
        this.tables = List.copyOf(tables);
        this.options = options;
        this.nowMillis = nowMillis;
        this.idle = idle;
    }

    /**
     * Makes a view of a tenant that is not idle.
     *
     * @param tables all live tables, oldest first
     * @param options the configuration
     * @param nowMillis wall time in milliseconds
     * @return the value
     */
    public static CompactionView of(List<TableSummary> tables, CompactionOptions options, long nowMillis) {
        return new CompactionView(tables, options, nowMillis, false);
    }

    /** {@return the same view of an idle tenant} */
    public CompactionView whenIdle() {
        return new CompactionView(tables, options, nowMillis, true);
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

    /**
     * Tells whether the tenant is idle: it has taken no write for {@code compaction.idle_after_seconds}, or a thread waits until
     * nothing is due. A strategy may merge more then. What it proposes only then is no debt.
     *
     * @return whether it is
     */
    public boolean isIdle() {
        return idle;
    }
}
