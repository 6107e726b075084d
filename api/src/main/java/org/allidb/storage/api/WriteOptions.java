package org.allidb.storage.api;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** How a write is done. */
@ProviderType
public final class WriteOptions {

    private static final Duration SHORTEST_LIFE = Duration.ofMillis(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1_000_000);

    /** Everything as configured. */
    public static final WriteOptions DEFAULTS =
            new WriteOptions(new Values(Optional.empty(), OptionalLong.empty(), Optional.empty()));

    /** The largest timestamp that a caller may give; the engine uses greater ones for its own writes after it. */
    public static final long MAX_TIMESTAMP = Long.MAX_VALUE >>> 1;

    /** On stable storage before the acknowledgement. */
    public static final WriteOptions SYNC = DEFAULTS.withDurability(Durability.SYNC);

    /** In the operating system's hands before the acknowledgement. */
    public static final WriteOptions BUFFERED = DEFAULTS.withDurability(Durability.BUFFERED);

    private final Values values;

    private WriteOptions(Values values) {
        this.values = values;
    }

    /** {@return what the acknowledgement means; empty for the configured default} */
    public Optional<Durability> durability() {
        return values.durability;
    }

    /**
     * Returns the timestamp of the rows and tombstones. The greatest timestamp wins, whatever the order of writes.
     *
     * @return the timestamp; empty for one that the engine gives, greater than all that it gave before
     */
    public OptionalLong timestamp() {
        return values.timestamp;
    }

    /** {@return how long the rows can be read; empty for ever} */
    public Optional<Duration> timeToLive() {
        return values.timeToLive;
    }

    /**
     * Returns a copy with another durability.
     *
     * @param value what the acknowledgement means
     * @return the options
     */
    public WriteOptions withDurability(Durability value) {
        return new WriteOptions(new Values(Optional.of(value), values.timestamp, values.timeToLive));
    }

    /**
     * Returns a copy with a timestamp of the caller's own.
     *
     * @param value 0 to {@link #MAX_TIMESTAMP}
     * @return the options
     */
    public WriteOptions withTimestamp(long value) {
        return new WriteOptions(new Values(values.durability, OptionalLong.of(value), values.timeToLive));
    }

    /**
     * Returns a copy with a time to live.
     *
     * @param value 1 ms to 1,000,000 days
     * @return the options
     */
    public WriteOptions withTimeToLive(Duration value) {
        return new WriteOptions(new Values(values.durability, values.timestamp, Optional.of(value)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WriteOptions that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private record Values(Optional<Durability> durability, OptionalLong timestamp, Optional<Duration> timeToLive) {

        Values {
            if (timestamp.isPresent() && (timestamp.getAsLong() < 0 || timestamp.getAsLong() > MAX_TIMESTAMP)) {
                throw new InvalidArgumentException(
                        "the timestamp " + timestamp.getAsLong() + " is not allowed; use 0 to " + MAX_TIMESTAMP);
            }
            if (timeToLive.isPresent()
                    && (timeToLive.get().compareTo(SHORTEST_LIFE) < 0
                            || timeToLive.get().compareTo(LONGEST_LIFE) > 0)) {
                throw new InvalidArgumentException("a time to live of " + timeToLive.get()
                        + " is not allowed; use 1 ms to " + LONGEST_LIFE.toDays() + " days, or none for ever");
            }
        }
    }
}
