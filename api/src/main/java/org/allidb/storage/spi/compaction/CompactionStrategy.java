package org.allidb.storage.spi.compaction;

import java.util.Optional;
import org.allidb.storage.spi.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what to merge: a pure function without input and output, state or time of its own. Built in are
 * {@code size-tiered}, {@code leveled} and {@code time-window}.
 *
 * <p>Any choice of tables is safe: a row's newest version is found by timestamp and sequence, not by a table's place.
 * A strategy that throws or proposes nonsense is contained; after repeated failures the built-in one takes over.
 */
@ConsumerType
public interface CompactionStrategy extends Provider {

    /**
     * Proposes the most useful task.
     *
     * @param view the tables, the options and the time
     * @return a task, or empty if nothing needs to be done now
     */
    Optional<CompactionTask> propose(CompactionView view);
}
