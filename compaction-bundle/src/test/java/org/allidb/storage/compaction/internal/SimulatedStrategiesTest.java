package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.WriteHistory.Workload;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.kernel.simulation.SimulatedTenant;
import org.allidb.storage.kernel.simulation.Simulation;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strategies cost, by simulation, and that merges as they propose them lose and bring back nothing. */
class SimulatedStrategiesTest {

    private static final int FLUSHES = 100;

    /** Outputs are cut small, so that runs have many tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "size-tiered",
                "leveled",
                "time-window",
                "unified T4",
                "unified L10",
                "unified N",
                "unified T3, L4"
            })
    void readsAreRightAndNothingIsOwedWhenMergesAreDone(String name) {
        Random random = new Random(Seed.get());
        CompactionOptions options = options(name, Map.of("target_file_mb", "1", "min_size_mb", "2"));
        for (Workload workload : Workload.values()) {
            WriteHistory history = WriteHistory.of(workload, 2_000, 200, FLUSHES, random.nextLong())
                    .withDeletes(20)
                    .withInterval(Duration.ofMinutes(20))
                    .withTimeToLive(Duration.ofDays(1));
            SimulatedTenant tenant = new SimulatedTenant(strategy(name), options, history, rows -> rows, merge -> {});
            for (int i = 0; i < FLUSHES; i++) {
                tenant.flush(history.puts(i), history.deletes(i));
                assertEquals(CompactionDebt.NONE, tenant.debt());
                for (int row = random.nextInt(50); row < 2_000; row += 50) {
                    assertTrue(tenant.reads(row), "row " + row + " after flush " + i + " of " + workload);
                }
            }
        }
    }

    @Test
    void unifiedWritesMoreAndVisitsFewerTablesTheMoreItIsLeveled() {
        WriteHistory history = WriteHistory.of(Workload.UNIFORM, 20_000, 1_000, 2 * FLUSHES, Seed.get());
        List<CompactionSimulation> runs = new ArrayList<>();
        for (String scaling : List.of("T8", "T4", "N", "L4", "L10")) {
            runs.add(Simulation.run(
                    new UnifiedStrategy(), history, Options.make(CompactionOptions.class, Map.of("scaling", scaling))));
        }
        assertTrue(runs.get(0).writeAmplification() < runs.get(2).writeAmplification(), runs::toString);
        assertTrue(runs.get(1).writeAmplification() < runs.get(3).writeAmplification(), runs::toString);
        assertTrue(runs.get(2).writeAmplification() < runs.get(4).writeAmplification(), runs::toString);
        for (int i = 1; i < 4; i++) {
            assertTrue(runs.get(i).readAmplification() < runs.get(i - 1).readAmplification(), runs::toString);
        }
        assertTrue(runs.get(4).spaceAmplification() < runs.get(0).spaceAmplification(), runs::toString);
    }

    /** What is written once, in order, is never written again by a strategy that looks at overlaps. */
    @Test
    void unifiedLeavesRowsInOrderAlone() {
        WriteHistory history = WriteHistory.of(Workload.NEW, 1, 1_000, FLUSHES, Seed.get());
        CompactionSimulation run = Simulation.run(new UnifiedStrategy(), history, CompactionOptions.DEFAULTS);
        assertEquals(1.0, run.writeAmplification());
        assertEquals(1, run.mostTablesOverARow());
    }

    /** Merges of one part of the keys leave the tables of the others where they are. */
    @Test
    void unifiedMergesPartsOfTheKeysApart() {
        CompactionOptions options = options("unified N", Map.of("target_file_mb", "4"));
        List<Integer> widest = new ArrayList<>();
        WriteHistory shape = WriteHistory.of(Workload.NEW, 1, 1, 1, Seed.get());
        SimulatedTenant tenant = new SimulatedTenant(
                new UnifiedStrategy(),
                options,
                shape,
                rows -> rows,
                merge -> widest.add(merge.task().inputs().size()));
        tenant.flush(IntStream.range(0, 20_000).toArray(), new int[0]);
        for (int round = 0; round < 50; round++) {
            tenant.flush(IntStream.range(0, 500).toArray(), new int[0]);
            tenant.flush(IntStream.range(19_500, 20_000).toArray(), new int[0]);
        }
        assertTrue(widest.size() > 20, widest::toString);
        assertTrue(tenant.bytes() < 2 * tenant.liveBytes(), tenant.bytes() + " bytes");
    }

    private static CompactionOptions options(String name, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        if (name.startsWith("unified ")) {
            options.put("scaling", name.substring("unified ".length()));
        }
        return Options.make(CompactionOptions.class, options);
    }

    private static CompactionStrategy strategy(String name) {
        return switch (name) {
            case "size-tiered" -> new SizeTieredStrategy();
            case "leveled" -> new LeveledStrategy();
            case "time-window" -> new TimeWindowStrategy();
            default -> new UnifiedStrategy();
        };
    }
}
