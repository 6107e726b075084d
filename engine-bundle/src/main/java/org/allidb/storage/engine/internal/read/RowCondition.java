package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.util.Optional;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;

/** What a write demands of one row, and what the row is. Used by one thread at a time. */
public final class RowCondition {

    /** What may be demanded of a row. */
    public enum Demand {
        /** There is none. */
        ABSENT(0),
        /** There is one. */
        PRESENT(1),
        /** It is the one of a sequence. */
        AT(2),
        /** Nothing: the caller only wants what the write replaces. */
        NOTHING(3);

        private final byte code;

        Demand(int code) {
            this.code = (byte) code;
        }

        /** Returns the number that stands for it in bytes. */
        public byte code() {
            return code;
        }

        /**
         * Returns what a number stands for.
         *
         * @throws IllegalArgumentException if it stands for nothing
         */
        public static Demand of(byte code) {
            for (Demand demand : values()) {
                if (demand.code == code) {
                    return demand;
                }
            }
            throw new IllegalArgumentException("no condition has the number " + code);
        }
    }

    private static final long NOT_KEPT = -1;

    private final RowKey key;
    private final Demand demand;
    private final long sequence;
    private final boolean wanted;
    private final KeyLookup lookup = new KeyLookup();
    private boolean live;
    private Optional<StoredRow> row = Optional.empty();
    /** Whose row is kept; there is none of the sequence 0. */
    private long kept = NOT_KEPT;

    /**
     * Creates a condition.
     *
     * @param key the row
     * @param demand what is demanded
     * @param sequence of which sequence the row must be, if that is demanded
     * @param wanted whether the caller wants the row also if the condition holds
     */
    RowCondition(RowKey key, Demand demand, long sequence, boolean wanted) {
        this.key = key;
        this.demand = demand;
        this.sequence = sequence;
        this.wanted = wanted;
        lookup.keyOf(key);
    }

    /** Looks for the row in all sources, as it is at a time. */
    void find(ReadState sources, long newest, ReadContext context, long nowMillis) throws IOException {
        sources.find(lookup.key(), newest, lookup.result());
        found(context, nowMillis);
    }

    /** Looks for a newer version in the memtables of sources that have the same tables as those before. */
    void findNewer(ReadState sources, long newest, ReadContext context, long nowMillis) throws IOException {
        sources.findInMemtables(lookup.key(), newest, lookup.result());
        found(context, nowMillis);
    }

    private void found(ReadContext context, long nowMillis) {
        live = lookup.result().isLive(nowMillis);
        if (wanted) {
            keep(context);
        }
    }

    /** Returns whether the row is as demanded. */
    boolean holds() {
        return switch (demand) {
            case ABSENT -> !live;
            case PRESENT -> live;
            case AT -> live && lookup.result().sequence() == sequence;
            case NOTHING -> true;
        };
    }

    /** Copies the row as it was found, unless that was done. Its sources must be retained. */
    void keep(ReadContext context) {
        long version = live ? lookup.result().sequence() : 0;
        if (version == kept) {
            return;
        }
        if (live) {
            lookup.copyValue();
            context.found(lookup.foundBytes());
            row = Optional.of(lookup.stored(key));
        } else {
            row = Optional.empty();
        }
        kept = version;
    }

    /** Forgets what was found, except for the row that was kept. */
    void release() {
        lookup.result().reset();
        live = false;
    }

    /** Returns the row's key. */
    public RowKey key() {
        return key;
    }

    /** Returns the row that was kept: of a condition that does not hold, or of one whose caller wants it. */
    public Optional<StoredRow> row() {
        return row;
    }

    /** Returns what is demanded. */
    public Demand demand() {
        return demand;
    }

    /** Returns of which sequence the row must be, if that is demanded. */
    public long sequence() {
        return sequence;
    }

    /** Returns whether the caller wants the row also if the condition holds. */
    public boolean isWanted() {
        return wanted;
    }

    /** Takes the row that another replica has found. */
    void told(Optional<StoredRow> found) {
        row = found;
    }

    /** Says why it does not hold. */
    String failure() {
        return switch (demand) {
            case ABSENT -> "the row exists already";
            case PRESENT -> "the row does not exist";
            case AT ->
                row.map(found -> "the row is at sequence " + found.sequence() + " and not at " + sequence)
                        .orElse("the row of sequence " + sequence + " does not exist any more");
            case NOTHING -> throw new IllegalStateException("nothing was demanded");
        };
    }
}
