package org.allidb.storage.spi.compaction;

import java.util.List;
import org.allidb.storage.api.config.CompactionOptions;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a strategy decides by: an immutable picture of a tenant's tables.
 *
 * @param tables all live tables, oldest first
 * @param options the configuration
 * @param nowMillis wall time in milliseconds
 */
@ProviderType
public record CompactionView(List<TableSummary> tables, CompactionOptions options, long nowMillis) {

    /** Copies the list. */
    public CompactionView {
        tables = List.copyOf(tables);
    }
}
