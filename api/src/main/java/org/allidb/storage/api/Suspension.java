package org.allidb.storage.api;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Says that a tenant is suspended: what it refuses, who has suspended it, and since when. */
@ProviderType
public final class Suspension {

    /** The longest name of who suspends a tenant, in characters. */
    public static final int MAX_BY_LENGTH = 500;

    /** What a suspended tenant refuses. */
    public enum Mode {
        /** Writes; it is read as before. Flushes and merges go on. */
        READ_ONLY,
        /** Every operation. */
        CLOSED;

        /** {@return the name as messages and files have it, {@code read_only} or {@code closed}} */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Fields fields;

    private Suspension(Fields fields) {
        this.fields = fields;
    }

    /**
     * Makes the suspension of a tenant.
     *
     * @param mode what is refused
     * @param by who suspends it, for messages: a person, a program, a reason
     * @param since when it was suspended
     * @return the value
     * @throws InvalidArgumentException if {@code by} is empty, too long, or has control characters
     */
    public static Suspension of(Mode mode, String by, Instant since) {
        if (by.isBlank() || by.length() > MAX_BY_LENGTH || by.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgumentException("who suspends a tenant is said in 1 to " + MAX_BY_LENGTH
                    + " characters, without control characters");
        }
        return new Suspension(new Fields(mode, by, since));
    }

    /** {@return what is refused} */
    public Mode mode() {
        return fields.mode;
    }

    /** {@return who has suspended it} */
    public String by() {
        return fields.by;
    }

    /** {@return when it was suspended} */
    public Instant since() {
        return fields.since;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Suspension that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.mode.text() + " by " + fields.by + " since " + fields.since;
    }

    private record Fields(Mode mode, String by, Instant since) {}
}
