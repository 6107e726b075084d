package org.allidb.storage.sstable.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

class ExpirySketchTest {

    private static final long SEED = Seed.get();
    private static final long NOW = 1_750_000_000_000L;

    private final Random random = new Random(SEED);

    @Test
    void answerIsNotEarlierAndLittleLaterThanTheTruth() {
        for (int round = 0; round < 300; round++) {
            long span = 1L << random.nextInt(42);
            long[] expiries = new long[1 + random.nextInt(2_000)];
            ExpirySketch sketch = new ExpirySketch();
            for (int i = 0; i < expiries.length; i++) {
                expiries[i] = 1 + NOW + (long) (span * (random.nextDouble() - 0.5));
                sketch.add(expiries[i]);
            }
            Arrays.sort(expiries);
            long reached = expiries[expiries.length - 1] - expiries[0];
            for (int rows = 1; rows <= expiries.length; rows += 1 + random.nextInt(100)) {
                long truth = expiries[rows - 1];
                long answer = sketch.expired(rows);
                String where = rows + " of " + expiries.length + " within " + span + " ms, seed " + SEED;
                assertTrue(answer >= truth, where);
                assertTrue(answer - truth <= 1 + reached / 32, where + ": " + (answer - truth) + " ms late");
            }
            assertEquals(expiries[expiries.length - 1], sketch.expired(expiries.length));
            assertEquals(0, sketch.expired(expiries.length + 1));
        }
    }

    @Test
    void anyExpiryIsTaken() {
        ExpirySketch sketch = new ExpirySketch();
        for (long expiry : new long[] {Long.MAX_VALUE, 1, NOW, Long.MAX_VALUE - 1}) {
            sketch.add(expiry);
        }
        assertTrue(sketch.expired(1) >= 1);
        assertTrue(sketch.expired(2) >= NOW);
        assertEquals(Long.MAX_VALUE, sketch.expired(4));
        assertEquals(0, sketch.expired(5));
        assertEquals(0, sketch.expired(0));
        assertEquals(0, new ExpirySketch().expired(1));
    }
}
