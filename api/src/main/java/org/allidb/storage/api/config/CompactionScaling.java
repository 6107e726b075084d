package org.allidb.storage.api.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.InvalidArgumentException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How the levels of unified compaction grow, and how many sorted runs a level has before they are merged: the scaling of each
 * level, the last one for all levels below. Immutable.
 *
 * <ul>
 *   <li>{@code T4} is tiered: each level is 4 times as large as the one above, and 4 runs of it are merged. Few bytes are
 *       written, up to 3 runs of a level are read.
 *   <li>{@code L10} is leveled: each level is 10 times as large as the one above, and 2 runs of it are merged. One run of a level
 *       is read, a byte is written about 5 times in each.
 *   <li>{@code N} is where both meet: {@code T2} and {@code L2}.
 * </ul>
 *
 * <p>The notation is that of Cassandra's Unified Compaction Strategy (CEP-26).
 */
@ProviderType
public final class CompactionScaling {

    private static final int LEAST = 2;
    private static final int MOST = 100;

    private final List<Level> levels;

    private record Level(boolean leveled, int factor) {}

    private CompactionScaling(List<Level> levels) {
        this.levels = levels;
    }

    /**
     * Reads the scaling of all levels.
     *
     * @param text levels separated by commas, as in {@code T4} or {@code T8, N, L10}; in capitals or not
     * @return the scaling
     * @throws InvalidArgumentException if a level is not allowed; says which, and what is
     */
    public static CompactionScaling parse(String text) {
        return new CompactionScaling(Arrays.stream(text.split(",", -1))
                .map(word -> level(word.strip(), text))
                .toList());
    }

    private static Level level(String word, String text) {
        Level level = word.equalsIgnoreCase("N") ? new Level(false, LEAST) : numbered(word);
        if (level == null) {
            throw new InvalidArgumentException("'" + word + "' is no level of '" + text
                    + "', the value for 'scaling' in section 'compaction': it takes levels separated by commas, each T"
                    + " and a number from " + LEAST + " to " + MOST + " (tiered), L and such a number (leveled), or N,"
                    + " for example T4 or T8, N, L10");
        }
        return level;
    }

    private static @Nullable Level numbered(String word) {
        if (!word.toUpperCase(Locale.ROOT).matches("[TL][0-9]{1,3}")) {
            return null;
        }
        int factor = Integer.parseInt(word.substring(1));
        boolean leveled = word.toUpperCase(Locale.ROOT).startsWith("L");
        return factor < LEAST || factor > MOST ? null : new Level(leveled, factor);
    }

    /**
     * Returns how many times larger than the level above it a level is, which is also how many times larger its largest run is
     * than its smallest one.
     *
     * @param level its number, from 0
     * @return the factor, at least 2
     */
    public int fanFactor(int level) {
        return at(level).factor();
    }

    /**
     * Returns how many runs of a level are merged when they have keys in common.
     *
     * @param level its number, from 0
     * @return the number, at least 2
     */
    public int threshold(int level) {
        return at(level).leveled() ? LEAST : at(level).factor();
    }

    /**
     * Returns the notation of a level.
     *
     * @param level its number, from 0
     * @return for example {@code T4}, {@code N} or {@code L10}
     */
    public String notation(int level) {
        Level at = at(level);
        if (at.factor() == LEAST) {
            return "N";
        }
        return (at.leveled() ? "L" : "T") + at.factor();
    }

    private Level at(int level) {
        return levels.get(Math.min(level, levels.size() - 1));
    }
}
