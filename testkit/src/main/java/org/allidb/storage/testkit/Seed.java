package org.allidb.storage.testkit;

import java.util.Random;
import org.osgi.annotation.versioning.ProviderType;

/** The seed of a random test: printed, and taken from {@code -Dallidb.seed=N} to repeat a run. */
@ProviderType
public final class Seed {

    private static final String PROPERTY = "allidb.seed";

    private Seed() {}

    /**
     * Returns the seed of this run.
     *
     * @param test whose
     * @return the one that was asked for, or a new one
     */
    public static long of(Class<?> test) {
        Long given = Long.getLong(PROPERTY);
        long seed = given == null ? new Random().nextLong(1L << 32) : given;
        System.out.println(test.getSimpleName() + ": repeat with -D" + PROPERTY + "=" + seed);
        return seed;
    }
}
