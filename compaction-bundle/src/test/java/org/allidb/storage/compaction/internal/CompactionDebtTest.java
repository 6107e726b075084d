package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.TableSummaries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strategies owe, and when rows that have expired are a reason to merge. */
class CompactionDebtTest {

    private static final long NOW = 1_750_000_000_000L;
    private static final long MEBIBYTE = 1 << 20;

    private final List<TableSummary> tables = new ArrayList<>();

    @Test
    void sizeTieredOwesWhatIsInATierBeyondThoseItWaitsWith() {
        CompactionStrategy strategy = new SizeTieredStrategy();
        add(3, 10);
        add(1, 100);
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of()));
        for (int more = 1; more < 50; more++) {
            add(1, 10);
            assertEquals(CompactionDebt.of(more, more * 10 * MEBIBYTE), debt(strategy, Map.of()));
        }
    }

    @Test
    void sizeTieredOwesNothingForTablesThatAreTooLarge() {
        add(100, 10);
        assertEquals(CompactionDebt.NONE, debt(new SizeTieredStrategy(), Map.of("max_size_mb", "9")));
        assertEquals(
                97, debt(new SizeTieredStrategy(), Map.of("max_size_mb", "11")).tables());
    }

    /** Which grow as long as writers are faster than merges; what is within the limit is left as it is. */
    @Test
    void sizeTieredOwesWhatIsOverwrittenBeyondTheLimit() {
        CompactionStrategy strategy = new SizeTieredStrategy();
        addOverwriting(100);
        addOverwriting(40);
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of()));
        addOverwriting(60);
        // 100 of 200 MiB are overwritten, and a third may be
        CompactionDebt debt = debt(strategy, Map.of());
        assertEquals(0, debt.tables());
        assertEquals(100 - 200 / 3.0, debt.bytes() / (double) MEBIBYTE, 8);
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of("max_size_mb", "50")));
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of("max_space_amplification", "2.5")));
    }

    @Test
    void leveledOwesNewTablesAndWhatIsBeyondTheTargets() {
        CompactionStrategy strategy = new LeveledStrategy();
        add(3, 10);
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of()));
        add(2, 10);
        assertEquals(CompactionDebt.of(2, 20 * MEBIBYTE), debt(strategy, Map.of()));
        TableSummary deep = TableSummaries.table(99, 300, NOW, "a", "z");
        tables.add(TableSummary.of(deep.properties(), 1, false));
        // the target of level 1 is four tables of 64 MiB
        assertEquals(CompactionDebt.of(2, (20 + 300 - 256) * MEBIBYTE), debt(strategy, Map.of()));
    }

    /** {@link TableSummaries} take the number of a table for its timestamp. */
    @Test
    void timeWindowOwesNothingForWindowsThatAreOneTable() {
        CompactionStrategy strategy = new TimeWindowStrategy();
        long window = 60_000_000;
        for (long number = 0; number < 100; number++) {
            tables.add(TableSummaries.table(number * window + 1, 10, NOW, "a", "z"));
        }
        Map<String, String> minutes = Map.of("window_minutes", "1");
        assertEquals(CompactionDebt.NONE, debt(strategy, minutes));
        tables.add(TableSummaries.table(7 * window + 2, 5, NOW, "a", "z"));
        tables.add(TableSummaries.table(7 * window + 3, 5, NOW, "a", "z"));
        assertEquals(2, debt(strategy, minutes).tables());
        for (int i = 0; i < 5; i++) {
            tables.add(TableSummaries.table(99 * window + 2 + i, 10, NOW, "a", "z"));
        }
        assertEquals(2 + 3, debt(strategy, minutes).tables());
    }

    @Test
    void whatIsProposedOneAfterTheOtherIsOwedButForTheFirst() {
        add(11, 10);
        CompactionStrategy pairs = new Proposing(2, false);
        assertEquals(CompactionDebt.of(8, 80 * MEBIBYTE), debt(pairs, Map.of()));
        assertEquals(CompactionDebt.NONE, debt(new Proposing(12, false), Map.of()));
        assertEquals(CompactionDebt.NONE, debt(new Proposing(11, false), Map.of()));
        // each for itself: it takes no table away
        assertEquals(CompactionDebt.NONE, debt(new Proposing(1, false), Map.of()));
        assertEquals(CompactionDebt.NONE, debt(new Proposing(2, true), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size-tiered", "leveled", "time-window", "unified"})
    void tableWithHalfOfItsRowsExpiredIsWrittenAgain(String name) {
        CompactionStrategy strategy = switch (name) {
            case "leveled" -> new LeveledStrategy();
            case "time-window" -> new TimeWindowStrategy();
            case "unified" -> new UnifiedStrategy();
            default -> new SizeTieredStrategy();
        };
        tables.add(TableSummaries.expiring(1, 10, NOW, NOW + 1));
        tables.add(TableSummaries.expiring(2, 100, NOW, 0));
        assertEquals(Optional.empty(), strategy.propose(view(Map.of())));
        tables.set(0, TableSummaries.expiring(1, 10, NOW, NOW));
        CompactionTask task = strategy.propose(view(Map.of())).orElseThrow();
        assertEquals(List.of(1L), task.inputs());
        assertEquals("half of the rows have expired", task.reason());
        assertEquals(CompactionDebt.NONE, debt(strategy, Map.of()));
    }

    private record Proposing(int width, boolean moves) implements CompactionStrategy {

        @Override
        public String name() {
            return "proposing";
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            List<Long> first = view.tables().stream()
                    .limit(width)
                    .map(table -> table.properties().tableId())
                    .toList();
            if (first.size() < width) {
                return Optional.empty();
            }
            return Optional.of(
                    moves
                            ? CompactionTask.Move.of(first, 1, "why not")
                            : CompactionTask.Merge.of(first, 0, false, "why not"));
        }
    }

    /** Adds a table with the first rows of all that are there. */
    private void addOverwriting(int megabytes) {
        tables.add(TableSummaries.withRows(
                TableSummaries.table(tables.size() + 1, megabytes, NOW, "a", "z"),
                LongStream.range(0, 1_000L * megabytes)));
    }

    private void add(int count, double megabytes) {
        for (int i = 0; i < count; i++) {
            tables.add(TableSummaries.table(tables.size() + 1, megabytes, NOW, "a", "z"));
        }
    }

    private CompactionDebt debt(CompactionStrategy strategy, Map<String, String> options) {
        return strategy.debt(view(options));
    }

    private CompactionView view(Map<String, String> options) {
        return CompactionView.of(tables, Options.make(CompactionOptions.class, options), NOW);
    }
}
