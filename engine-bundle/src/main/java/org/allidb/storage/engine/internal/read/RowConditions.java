package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a batch. They are looked at twice: first as readers see the rows, without a lock, which reads from tables
 * and refuses most of what is to be refused; then under the write lock, as the rows are at the batch's place among the writes.
 * The second look finds in memtables what came between, as long as the tables are the same. Used by one thread at a time.
 */
public final class RowConditions {

    private static final long NOW = -1;

    private final List<RowCondition> conditions = new ArrayList<>();
    /** The sources of the first look and those of the second; retained, as what was found may lie in either. */
    private final List<ReadState> sources = new ArrayList<>(2);

    private @Nullable RowCondition failed;
    /** At which wall time rows have expired, in milliseconds; {@link #NOW} for that of the look. */
    private long decidedMillis = NOW;

    /** No conditions. */
    public RowConditions() {}

    /**
     * Adds a condition.
     *
     * @param key the row
     * @param demand what is demanded of it
     * @param sequence of which sequence it must be, if that is demanded
     * @param wanted whether the caller wants the row also if the condition holds
     * @return the condition
     * @throws InvalidArgumentException if there are too many
     */
    public RowCondition add(RowKey key, RowCondition.Demand demand, long sequence, boolean wanted) {
        if (conditions.size() >= WriteBatch.MAX_CONDITIONS) {
            throw new InvalidArgumentException("a batch may have " + WriteBatch.MAX_CONDITIONS
                    + " conditions; write what belongs together in several batches");
        }
        RowCondition added = new RowCondition(key, demand, sequence, wanted);
        conditions.add(added);
        return added;
    }

    /** Says at which wall time rows have expired, in milliseconds, instead of that of the look. */
    public void decideAt(long wallMillis) {
        decidedMillis = wallMillis;
    }

    /** Returns all of them, in the order in which they were added. */
    public List<RowCondition> all() {
        return conditions;
    }

    /** Returns the one that did not hold when they were looked at last, or null. */
    public @Nullable RowCondition failed() {
        return failed;
    }

    /**
     * Takes what another replica has decided.
     *
     * @param refused the index of the condition that did not hold; -1 if all held
     * @param rows the rows that were found, by index
     */
    public void decided(int refused, Map<Integer, Optional<StoredRow>> rows) {
        failed = refused < 0 ? null : conditions.get(refused);
        rows.forEach((index, row) -> conditions.get(index).told(row));
    }

    /** Returns how many there are. */
    public int count() {
        return conditions.size();
    }

    /**
     * Looks at the rows as readers see them. To be followed by {@link #end()} in any case.
     *
     * @return whether all conditions hold
     */
    public boolean holdForReaders(ReadContext context) throws IOException {
        ReadState state = context.acquire();
        sources.add(state);
        return hold(state, true, context.visibleSequence(), context);
    }

    /**
     * Looks at the rows as they are between two writes. Called under the write lock, after {@link #holdForReaders}.
     *
     * @param lastSequence the last one that was given to a batch
     * @return whether all conditions hold
     */
    public boolean holdForWriter(ReadContext context, long lastSequence) throws IOException {
        ReadState state = context.acquire();
        // a first look that has refused has not looked at all rows
        boolean otherTables =
                failed != null || state.version() != sources.getFirst().version();
        sources.add(state);
        return hold(state, otherTables, lastSequence, context);
    }

    private boolean hold(ReadState state, boolean inTables, long sequence, ReadContext context) throws IOException {
        long newest = state.readable(sequence);
        failed = null;
        long now = decidedMillis == NOW ? context.nowMillis() : decidedMillis;
        try {
            for (RowCondition condition : conditions) {
                if (inTables) {
                    condition.find(state, newest, context, now);
                } else {
                    condition.findNewer(state, newest, context, now);
                }
                if (!condition.holds()) {
                    failed = condition;
                    return false;
                }
            }
            return true;
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** Returns whether a condition did not hold when it was looked at last. */
    public boolean isRefused() {
        return failed != null;
    }

    /** Copies the row whose condition does not hold, for its caller. Called before {@link #end()}. */
    public void keepRefused(ReadContext context) throws IOException {
        if (failed != null) {
            try {
                failed.keep(context);
            } catch (UncheckedIOException e) {
                throw Objects.requireNonNull(e.getCause());
            }
        }
    }

    /**
     * Returns why the write is refused. Called after {@link #keepRefused}.
     *
     * @param tenant whose write it is
     */
    public ConditionFailedException refusal(TenantId tenant) {
        RowCondition condition = Objects.requireNonNull(failed, "all conditions hold");
        return new ConditionFailedException(
                "tenant '" + tenant + "' has not written this batch: " + condition.failure()
                        + ". Nothing was changed; look at current(), decide again and write again",
                condition.key(),
                condition.row());
    }

    /** Releases what the looks have retained. Rows that were kept stay. */
    public void end() {
        conditions.forEach(RowCondition::release);
        sources.forEach(ReadState::release);
        sources.clear();
    }
}
