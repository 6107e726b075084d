package org.allidb.storage.benchmarks.data;

import java.util.SplittableRandom;

/** All indexes once, in an order that is the same in every run. */
public final class Order {

    private static final long SEED = 42;

    private Order() {}

    /** Returns 0, 1, 2, … */
    public static int[] sequential(int entries) {
        int[] order = new int[entries];
        for (int i = 0; i < entries; i++) {
            order[i] = i;
        }
        return order;
    }

    /** Returns the same shuffled. */
    public static int[] random(int entries) {
        int[] order = sequential(entries);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = entries - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int index = order[i];
            order[i] = order[other];
            order[other] = index;
        }
        return order;
    }
}
