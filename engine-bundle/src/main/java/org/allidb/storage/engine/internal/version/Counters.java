package org.allidb.storage.engine.internal.version;

/**
 * What a tenant must remember besides its tables.
 *
 * @param nextTableId the next number for a table; none at or above it was ever given
 * @param flushedSequence every sequence up to this one is in tables
 * @param lastTimestamp the last timestamp that the engine gave, as far as it is in tables
 * @param purgeHorizon the greatest timestamp of a tombstone that was dropped, -1 if none was
 * @param callersTimestamps whether a caller ever gave a timestamp
 */
public record Counters(
        long nextTableId, long flushedSequence, long lastTimestamp, long purgeHorizon, boolean callersTimestamps) {

    /** The counters of a new tenant. */
    public static final Counters INITIAL = new Counters(1, 0, 0, -1, false);

    /** Returns the counters after a flush. */
    public Counters flushed(long sequence, long timestamp, boolean callers) {
        return new Counters(
                nextTableId,
                Math.max(flushedSequence, sequence),
                Math.max(lastTimestamp, timestamp),
                purgeHorizon,
                callersTimestamps || callers);
    }

    /** Returns the counters after a merge that dropped tombstones up to a timestamp. */
    public Counters purged(long timestamp) {
        return new Counters(
                nextTableId, flushedSequence, lastTimestamp, Math.max(purgeHorizon, timestamp), callersTimestamps);
    }

    /** Returns the greater of each. */
    public Counters atLeast(Counters other) {
        return new Counters(
                Math.max(nextTableId, other.nextTableId),
                Math.max(flushedSequence, other.flushedSequence),
                Math.max(lastTimestamp, other.lastTimestamp),
                Math.max(purgeHorizon, other.purgeHorizon),
                callersTimestamps || other.callersTimestamps);
    }

    Counters withNextTableId(long id) {
        return new Counters(id, flushedSequence, lastTimestamp, purgeHorizon, callersTimestamps);
    }
}
