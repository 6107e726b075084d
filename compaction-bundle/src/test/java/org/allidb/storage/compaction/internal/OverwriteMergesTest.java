package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.WriteHistory.Workload;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.kernel.simulation.SimulatedMerge;
import org.allidb.storage.kernel.simulation.SimulatedTenant;
import org.allidb.storage.kernel.simulation.Simulation;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Long histories of writes: overwritten rows take little space, and the merges that see to it write little. */
class OverwriteMergesTest {

    private static final int ROWS = 20_000;
    private static final int FLUSHED_ROWS = 1_000;
    private static final int FLUSHES = 200;
    private static final double ALLOWED = CompactionOptions.DEFAULTS.maxSpaceAmplification();
    /** The greatest error of hundreds of estimates: six times the standard error of 3 %. Four times were too few for one seed. */
    private static final double TOLERANCE = 1.18;

    private static final UnaryOperator<int[]> TRUE = rows -> rows;
    private static final UnaryOperator<int[]> NONE = rows -> new int[0];

    private final Random random = new Random(Seed.get());
    private final List<SimulatedMerge> merges = new ArrayList<>();
    private long flushed;

    @ParameterizedTest
    @EnumSource(names = "NEW", mode = EnumSource.Mode.EXCLUDE)
    void overwrittenRowsTakeLittleSpaceAndTheirMergesWriteLittle(Workload workload) {
        WriteHistory history = history(workload);
        SimulatedTenant tenant = tenant(history, TRUE);
        double most = 0;
        for (int i = 0; i < history.flushes(); i++) {
            flushed += tenant.flush(history.puts(i), new int[0]);
            most = Math.max(most, tenant.bytes() / (double) tenant.liveBytes());
        }
        assertTrue(most <= ALLOWED * TOLERANCE, most + " rows for each that there is");
        double bound = 1 / (ALLOWED - 1) * TOLERANCE;
        double dropped = forOverwritten(merges).stream()
                .mapToLong(merge -> merge.bytesRead() - merge.bytesWritten())
                .sum();
        double written = writtenForOverwritten();
        assertTrue(written <= bound * Math.max(1, dropped), written + " written for " + dropped + " dropped");
        assertTrue(written <= bound * flushed, written + " for " + flushed + " flushed");
    }

    @Test
    void smallerLimitTakesLessSpaceForMoreMerges() {
        WriteHistory history = history(Workload.UNIFORM);
        double space = Double.MAX_VALUE;
        double written = 0;
        for (String limit : new String[] {"3", "2", "1.5", "1.25"}) {
            CompactionSimulation run = Simulation.run(
                    new SizeTieredStrategy(),
                    history,
                    Options.make(CompactionOptions.class, Map.of("max_space_amplification", limit)));
            assertTrue(run.spaceAmplification() < space, limit);
            assertTrue(run.writeAmplification() > written, limit);
            space = run.spaceAmplification();
            written = run.writeAmplification();
        }
    }

    @Test
    void rowsThatAreWrittenOnceAreMergedAsWithoutSketches() {
        List<Set<Long>> sketched = new ArrayList<>();
        List<Set<Long>> without = new ArrayList<>();
        WriteHistory shape = history(Workload.NEW);
        SimulatedTenant first = tenant(shape, TRUE);
        SimulatedTenant second = tenant(shape, NONE);
        int next = 0;
        for (int i = 0; i < 100; i++) {
            int count = FLUSHED_ROWS / 2 + random.nextInt(FLUSHED_ROWS);
            int from = next;
            // every other row, so that the ranges of keys overlap
            int[] rows = IntStream.range(0, count)
                    .map(row -> 2 * (from + row) + random.nextInt(2))
                    .toArray();
            next += count;
            merges.clear();
            first.flush(rows, new int[0]);
            merges.forEach(merge -> sketched.add(new HashSet<>(merge.task().inputs())));
            merges.clear();
            second.flush(rows, new int[0]);
            merges.forEach(merge -> without.add(new HashSet<>(merge.task().inputs())));
        }
        assertEquals(without, sketched);
        assertTrue(sketched.size() > 20, sketched::toString);
    }

    /** Keys can be chosen by their hashes, so that all tables have the same sample. */
    @Test
    void samplesThatLieCauseFewMerges() {
        int[] sample = IntStream.range(0, 300).toArray();
        WriteHistory history = WriteHistory.of(Workload.NEW, ROWS, FLUSHED_ROWS, 200, Seed.get())
                .withInterval(Duration.ZERO);
        SimulatedTenant tenant = tenant(history, rows -> sample);
        for (int i = 0; i < history.flushes(); i++) {
            flushed += tenant.flush(history.puts(i), new int[0]);
        }
        double most = Math.log(200) / Math.log(ALLOWED) * flushed;
        assertTrue(writtenForOverwritten() <= most, writtenForOverwritten() + " of " + most);
    }

    private SimulatedTenant tenant(WriteHistory history, UnaryOperator<int[]> sampled) {
        return new SimulatedTenant(new SizeTieredStrategy(), CompactionOptions.DEFAULTS, history, sampled, merges::add);
    }

    private static WriteHistory history(Workload workload) {
        // no table gets old
        return WriteHistory.of(workload, ROWS, FLUSHED_ROWS, FLUSHES, Seed.get())
                .withInterval(Duration.ZERO);
    }

    private double writtenForOverwritten() {
        return forOverwritten(merges).stream()
                .mapToLong(SimulatedMerge::bytesWritten)
                .sum();
    }

    private static List<SimulatedMerge> forOverwritten(List<SimulatedMerge> merges) {
        return merges.stream()
                .filter(merge -> merge.task().reason().endsWith("is overwritten"))
                .toList();
    }
}
