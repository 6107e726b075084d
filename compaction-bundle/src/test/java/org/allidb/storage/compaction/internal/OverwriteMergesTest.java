package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long histories of writes: overwritten rows take little space, and the merges that see to it write little. */
class OverwriteMergesTest {

    private static final int ROWS = 20_000;
    private static final int FLUSHED_ROWS = 1_000;
    private static final int FLUSHES = 300;
    private static final double ALLOWED = CompactionOptions.DEFAULTS.maxSpaceAmplification();
    /** The error of an estimate: several times the standard error of 3 %. */
    private static final double TOLERANCE = 1.12;

    private static final UnaryOperator<BitSet> TRUE = rows -> rows;
    private static final UnaryOperator<BitSet> NONE = rows -> new BitSet();

    private final Random random = new Random(Seed.get());
    private int next;

    /** What is written. */
    enum Writes {
        UNIFORM,
        SKEWED,
        IN_ORDER,
        HOT_AND_NEW
    }

    @ParameterizedTest
    @EnumSource
    void overwrittenRowsTakeLittleSpaceAndTheirMergesWriteLittle(Writes writes) {
        TableHistory history = new TableHistory(CompactionOptions.DEFAULTS, TRUE);
        double most = 0;
        for (int i = 0; i < FLUSHES; i++) {
            history.flush(rows(writes));
            most = Math.max(most, history.space());
        }
        assertTrue(most <= ALLOWED * TOLERANCE, most + " rows for each that there is");
        double bound = 1 / (ALLOWED - 1) * TOLERANCE;
        assertTrue(history.writtenPerDropped() <= bound, history.writtenPerDropped() + " written for each dropped");
        assertTrue(history.writtenForOverwritten() <= bound, history.writtenForOverwritten() + " for each flushed");
    }

    @Test
    void smallerLimitTakesLessSpaceForMoreMerges() {
        double space = Double.MAX_VALUE;
        double written = 0;
        for (String limit : new String[] {"3", "2", "1.5", "1.25"}) {
            TableHistory history = new TableHistory(
                    Options.make(CompactionOptions.class, Map.of("max_space_amplification", limit)), TRUE);
            double sum = 0;
            for (int i = 0; i < FLUSHES; i++) {
                history.flush(rows(Writes.UNIFORM));
                sum += history.space();
            }
            assertTrue(sum < space, limit);
            assertTrue(history.written() > written, limit);
            space = sum;
            written = history.written();
        }
    }

    @Test
    void rowsThatAreWrittenOnceAreMergedAsWithoutSketches() {
        TableHistory sketched = new TableHistory(CompactionOptions.DEFAULTS, TRUE);
        TableHistory without = new TableHistory(CompactionOptions.DEFAULTS, NONE);
        for (int i = 0; i < 100; i++) {
            BitSet rows = new BitSet();
            int count = FLUSHED_ROWS / 2 + random.nextInt(FLUSHED_ROWS);
            // every other row, so that the ranges of keys overlap
            for (int row = 0; row < count; row++) {
                rows.set(2 * (next + row) + random.nextInt(2));
            }
            next += count;
            sketched.flush(rows);
            without.flush(rows);
        }
        assertEquals(without.merges(), sketched.merges());
        assertTrue(sketched.merges().size() > 20, sketched.merges()::toString);
    }

    /** Keys can be chosen by their hashes, so that all tables have the same sample. */
    @Test
    void samplesThatLieCauseFewMerges() {
        BitSet sample = new BitSet();
        sample.set(0, 300);
        TableHistory history = new TableHistory(CompactionOptions.DEFAULTS, rows -> sample);
        for (int i = 0; i < 200; i++) {
            BitSet rows = new BitSet();
            rows.set(i * FLUSHED_ROWS, (i + 1) * FLUSHED_ROWS);
            history.flush(rows);
        }
        double most = Math.log(200) / Math.log(ALLOWED);
        assertTrue(history.writtenForOverwritten() <= most, history.writtenForOverwritten() + " of " + most);
    }

    private BitSet rows(Writes writes) {
        return switch (writes) {
            case UNIFORM -> chosen(() -> random.nextInt(ROWS));
            case SKEWED -> chosen(() -> (int) (ROWS * Math.pow(random.nextDouble(), 4)));
            case IN_ORDER -> chosen(() -> next++ % ROWS);
            case HOT_AND_NEW -> chosen(() -> random.nextInt(4) > 0 ? random.nextInt(FLUSHED_ROWS) : ROWS + next++);
        };
    }

    /** As a memtable: what is written again in it takes no more room. */
    private static BitSet chosen(Supplier<Integer> row) {
        BitSet rows = new BitSet();
        int writes = 0;
        while (rows.cardinality() < FLUSHED_ROWS && writes++ < 4 * FLUSHED_ROWS) {
            rows.set(row.get());
        }
        return rows;
    }
}
