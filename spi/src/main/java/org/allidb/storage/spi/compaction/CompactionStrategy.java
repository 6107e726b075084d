package org.allidb.storage.spi.compaction;

import java.util.Optional;
import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what to merge: a pure function without input and output, state or time of its own. Built in are
 * {@code size-tiered}, {@code leveled}, {@code time-window} and {@code unified}.
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

    /**
     * Tells how far merges are behind, by which writers are slowed and stopped. Asked whenever the tables have changed, and
     * never by a thread that writes. Where nothing is proposed there must be no debt: writers would wait for ever.
     *
     * <p>Without an implementation of its own a strategy owes what it would propose beyond its first merge. One that
     * throws, or counts more tables or bytes than there are, is contained: what it proposes is counted instead.
     *
     * @param view the tables, the options and the time; no table is busy, because a running merge has not paid yet
     * @return the debt
     */
    default CompactionDebt debt(CompactionView view) {
        return CompactionDebt.ofProposals(view, this::propose);
    }
}
