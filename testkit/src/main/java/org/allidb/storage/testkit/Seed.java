package org.allidb.storage.testkit;

import java.util.Random;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The seed of the random tests of a process: printed with the first of them, and taken from {@code -Dallidb.seed=N} to repeat
 * them.
 */
@ProviderType
public final class Seed {

    private static final String PROPERTY = "allidb.seed";
    private static final long VALUE = choose();

    private Seed() {}

    /**
     * Returns the seed that was asked for, or one that was drawn for this process.
     *
     * @return the same for all tests of the process
     */
    public static long get() {
        return VALUE;
    }

    private static long choose() {
        Long given = Long.getLong(PROPERTY);
        long seed = given == null ? new Random().nextLong(1L << 32) : given;
        System.out.println("random tests: repeat with -D" + PROPERTY + "=" + seed);
        return seed;
    }
}
