package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.WriteHistory.Workload;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.junit.jupiter.api.Test;

/** Strategies of third parties are explained and simulated as the built-in ones are, and can do no harm by it. */
class TriedStrategiesTest {

    private static final WriteHistory HISTORY = WriteHistory.of(Workload.UNIFORM, 100, 10, 20, 1);

    @Test
    void strategyOfAThirdPartyIsExplained() {
        try (House house = house(TriedStrategiesTest::firstTwo)) {
            flush(house, 3);
            CompactionExplanation explanation = house.store().explainCompaction();
            assertEquals("third", explanation.strategy());
            assertEquals(List.of(1L, 2L), explanation.proposal().orElseThrow().tables());
            assertEquals("because", explanation.proposal().orElseThrow().reason());
            assertEquals(3, house.store().tables().size(), "nothing was merged");
            assertEquals(2, explanation.groups().getFirst().proposed());
        }
    }

    @Test
    void strategyThatThrowsIsSaidToHaveThrownAndIsAskedAgain() {
        try (House house = house(view -> {
            throw new IllegalStateException("broken");
        })) {
            flush(house, 1);
            for (int i = 0; i < 5; i++) {
                CompactionExplanation explanation = house.store().explainCompaction();
                assertEquals("third", explanation.strategy(), "an explanation counts as no failure");
                assertEquals(
                        List.of(
                                "compaction.enabled is false: nothing is merged but on request",
                                "it cannot be asked: java.lang.IllegalStateException: broken"),
                        explanation.next());
            }
        }
    }

    @Test
    void strategyOfAThirdPartyIsSimulated() {
        try (House house = house(TriedStrategiesTest::firstTwo)) {
            CompactionSimulation run =
                    house.platform().simulateCompaction("third", HISTORY, CompactionOptions.DEFAULTS);
            assertEquals("third", run.strategy());
            assertEquals(1, run.tables());
            assertEquals(19, run.merges());
            assertTrue(run.writeAmplification() > 2, run::toString);
            assertEquals(20, run.spaceOverTime().size());
            assertEquals(0, house.store().tables().size(), "no data is touched");
        }
    }

    @Test
    void strategyThatCannotBeSimulatedIsRefusedWithItsName() {
        assertRefused("the strategy 'third' failed: java.lang.IllegalStateException: broken", view -> {
            throw new IllegalStateException("broken");
        });
        assertRefused("the strategy 'third' failed: java.lang.NullPointerException", view -> null);
        assertRefused(
                "the strategy 'third' proposes tables that do not exist or are named twice: merge [7] into level 0:"
                        + " why",
                view -> Optional.of(CompactionTask.Merge.of(List.of(7L), 0, false, "why")));
        assertRefused(
                "the strategy 'third' comes to no end: after 1000 tasks it still proposes merge",
                view -> Optional.of(CompactionTask.Merge.of(
                        List.of(view.tables().getFirst().properties().tableId()), 0, false, "why")));
        try (House house = new House()) {
            assertThrows(
                    ComponentMissingException.class,
                    () -> house.platform().simulateCompaction("third", HISTORY, CompactionOptions.DEFAULTS));
        }
    }

    private static void assertRefused(String message, Function<CompactionView, Optional<CompactionTask>> proposes) {
        try (House house = house(proposes)) {
            InvalidArgumentException refused = assertThrows(
                    InvalidArgumentException.class,
                    () -> house.platform().simulateCompaction("third", HISTORY, CompactionOptions.DEFAULTS));
            assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused.getMessage());
        }
    }

    private static Optional<CompactionTask> firstTwo(CompactionView view) {
        return view.tables().size() < 2
                ? Optional.empty()
                : Optional.of(CompactionTask.Merge.of(
                        view.tables().stream()
                                .limit(2)
                                .map(table -> table.properties().tableId())
                                .toList(),
                        0,
                        false,
                        "because"));
    }

    private static void flush(House house, int times) {
        for (int i = 0; i < times; i++) {
            house.store().put("row", new byte[10]);
            house.store().flush();
        }
    }

    private static House house(Function<CompactionView, Optional<CompactionTask>> proposes) {
        CompactionStrategy third = new CompactionStrategy() {
            @Override
            public String name() {
                return "third";
            }

            @Override
            public Optional<CompactionTask> propose(CompactionView view) {
                return proposes.apply(view);
            }
        };
        return new House((operation, name) -> {}, Map.of("compaction.strategy", "third"), third);
    }
}
