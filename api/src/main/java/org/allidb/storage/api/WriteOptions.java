package org.allidb.storage.api;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a write is done.
 *
 * @param durability what its acknowledgement means; empty for the configured default
 * @param timestamp the timestamp of its rows and tombstones; empty for one given by the engine, greater than all that
 *     it gave before. The greatest timestamp wins, whatever the order of writes.
 * @param timeToLive how long its rows can be read; empty for ever
 */
@ProviderType
public record WriteOptions(
        Optional<Durability> durability, OptionalLong timestamp, Optional<Duration> timeToLive) {

    private static final Duration SHORTEST_LIFE = Duration.ofMillis(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1_000_000);

    /** Everything as configured. */
    public static final WriteOptions DEFAULTS =
            new WriteOptions(Optional.empty(), OptionalLong.empty(), Optional.empty());

    /** The largest timestamp that a caller may give; the engine uses greater ones for its own writes after it. */
    public static final long MAX_TIMESTAMP = Long.MAX_VALUE >>> 1;

    /** On stable storage before the acknowledgement. */
    public static final WriteOptions SYNC = DEFAULTS.withDurability(Durability.SYNC);

    /** In the operating system's hands before the acknowledgement. */
    public static final WriteOptions BUFFERED = DEFAULTS.withDurability(Durability.BUFFERED);

    /**
     * Checks the values.
     *
     * @throws InvalidArgumentException if the timestamp is negative or too large, or the time to live too short or too long
     */
    public WriteOptions {
        if (timestamp.isPresent()
                && (timestamp.getAsLong() < 0 || timestamp.getAsLong() > MAX_TIMESTAMP)) {
            throw new InvalidArgumentException(
                    "the timestamp " + timestamp.getAsLong() + " is not allowed; use 0 to " + MAX_TIMESTAMP);
        }
        if (timeToLive.isPresent()
                && (timeToLive.get().compareTo(SHORTEST_LIFE) < 0 || timeToLive.get().compareTo(LONGEST_LIFE) > 0)) {
            throw new InvalidArgumentException("a time to live of " + timeToLive.get()
                    + " is not allowed; use 1 ms to " + LONGEST_LIFE.toDays() + " days, or none for ever");
        }
    }

    /**
     * The same with another durability.
     *
     * @param value what the acknowledgement means
     * @return the options
     */
    public WriteOptions withDurability(Durability value) {
        return new WriteOptions(Optional.of(value), timestamp, timeToLive);
    }

    /**
     * The same with a timestamp of the caller's own.
     *
     * @param value 0 to {@link #MAX_TIMESTAMP}
     * @return the options
     */
    public WriteOptions withTimestamp(long value) {
        return new WriteOptions(durability, OptionalLong.of(value), timeToLive);
    }

    /**
     * The same with a time to live.
     *
     * @param value 1 ms to 1,000,000 days
     * @return the options
     */
    public WriteOptions withTimeToLive(Duration value) {
        return new WriteOptions(durability, timestamp, Optional.of(value));
    }
}
