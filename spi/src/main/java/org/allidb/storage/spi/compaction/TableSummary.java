package org.allidb.storage.spi.compaction;

import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A table as a strategy sees it.
 *
 * @param properties what the table says of itself
 * @param level its level, 0 for new tables and for strategies without levels
 * @param busy whether a running task has it as an input; such a table cannot be chosen
 */
@ProviderType
public record TableSummary(TableProperties properties, int level, boolean busy) {}
