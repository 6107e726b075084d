package org.allidb.storage.memtable.internal;

import java.util.Random;

/** Where the randomness of tests comes from: {@code -Dallidb.seed=…} replays a failure. */
final class Seed {

    private Seed() {}

    static Random random(String test) {
        long seed = Long.getLong("allidb.seed", new Random().nextLong());
        System.out.println(test + ": -Dallidb.seed=" + seed);
        return new Random(seed);
    }
}
