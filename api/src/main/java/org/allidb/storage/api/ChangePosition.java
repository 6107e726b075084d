package org.allidb.storage.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A place between two batches of a tenant's {@link ChangeFeed}, at which it can be taken up again. It names the feed, too: sequences
 * alone mean other changes after the tenant was dropped and created again, restored, or moved. Store it as text
 * ({@link #toString}), together with what was made of the changes before it. Immutable.
 */
@ProviderType
public final class ChangePosition {

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})-([0-9]{1,19})");

    private final long feed;
    private final long sequence;

    private ChangePosition(long feed, long sequence) {
        this.feed = feed;
        this.sequence = sequence;
    }

    /**
     * Makes a position.
     *
     * @param feed the number of the feed
     * @param sequence the last sequence before the position, at least 0
     * @return the position
     * @throws InvalidArgumentException if the sequence is negative
     */
    public static ChangePosition of(long feed, long sequence) {
        if (sequence < 0) {
            throw new InvalidArgumentException(
                    "no change has the sequence " + sequence + "; give a position that a change feed has given");
        }
        return new ChangePosition(feed, sequence);
    }

    /**
     * Reads the text of a position.
     *
     * @param text what {@link #toString} returned
     * @return the position
     * @throws InvalidArgumentException if it is no such text
     */
    public static ChangePosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            try {
                return new ChangePosition(
                        Long.parseUnsignedLong(matcher.group(1), 16), Long.parseLong(matcher.group(2)));
            } catch (NumberFormatException e) {
                // greater than any sequence: refused as any other text
            }
        }
        throw new InvalidArgumentException("'" + text
                + "' is no position of a change feed; give one that a feed has given, such as 00000000075bcd15-42");
    }

    /** {@return the number of the feed, drawn at random when the feed began} */
    public long feed() {
        return feed;
    }

    /** {@return the last sequence before the position; 0 before the first change} */
    public long sequence() {
        return sequence;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChangePosition position && feed == position.feed && sequence == position.sequence;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(feed) * 31 + Long.hashCode(sequence);
    }

    /** {@return the text that {@link #parse} reads} */
    @Override
    public String toString() {
        return String.format("%016x-%d", feed, sequence);
    }
}
