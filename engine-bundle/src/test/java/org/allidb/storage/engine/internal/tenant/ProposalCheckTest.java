package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;
import org.junit.jupiter.api.Test;

/** What a strategy proposes is refused if it would lose rows, or do the same work again and again. */
class ProposalCheckTest {

    private static final long NOW = 1_000_000;
    private static final long BYTES = 1_000;

    private final FruitlessTasks fruitless = new FruitlessTasks();
    private final ProposalCheck check = new ProposalCheck(fruitless);

    @Test
    void onlyTablesWhoseRowsHaveAllExpiredAreDropped() {
        drop(table(1, NOW, 0));
        assertRefused("which has rows that have not expired", () -> drop(table(1, NOW + 1, 0)));
        assertRefused("which has rows that have not expired", () -> drop(table(1, 0, 0)));
        assertRefused("or tombstones", () -> drop(table(1, NOW, 1)));
    }

    @Test
    void tableThatIsWrittenAgainAndAgainIsLeftAlone() {
        for (int i = 0; i < FruitlessTasks.MOST; i++) {
            merge(List.of(table(i, 0, 0)), List.of(table(i + 1, 0, 0)), 0);
        }
        long last = FruitlessTasks.MOST;
        assertRefused(
                "the last 3 tasks with these tables have left as many tables",
                () -> check.check(
                        CompactionTask.Merge.of(List.of(last), 0, false, "once more"), view(table(last, 0, 0))));
        assertDoesNotThrow(
                () -> check.check(
                        CompactionTask.Merge.of(List.of(last, 77L), 0, false, "two"),
                        view(table(last, 0, 0), table(77, 0, 0))),
                "a merge with another table is something new");
        assertDoesNotThrow(
                () -> check.check(
                        CompactionTask.Merge.of(List.of(last), 0, false, "old tombstones"),
                        CompactionView.of(
                                List.of(TableSummary.of(table(last, 0, 0), 0, false)),
                                CompactionOptions.DEFAULTS,
                                NOW + 600_000)),
                "and so is one of a table that is no longer new");
    }

    @Test
    void tableMayGoDownAllLevels() {
        for (int level = 1; level < 10; level++) {
            CompactionTask.Move move = CompactionTask.Move.of(List.of(1L), level, "down");
            check.check(move, view(table(1, 0, 0)));
            fruitless.done(
                    List.of(new FruitlessTasks.Placed(table(1, 0, 0), level - 1)), List.of(table(1, 0, 0)), level);
        }
    }

    @Test
    void tableThatIsMovedUpAndDownIsLeftAlone() {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 20 && refused.isEmpty(); i++) {
            int level = i % 2;
            try {
                check.check(CompactionTask.Move.of(List.of(1L), level, "up and down"), view(table(1, 0, 0)));
                merge(List.of(table(1, 0, 0)), List.of(table(1, 0, 0)), 0);
            } catch (IllegalArgumentException e) {
                refused.add(e.getMessage());
            }
        }
        assertEquals(1, refused.size());
    }

    private void merge(List<TableProperties> inputs, List<TableProperties> outputs, int level) {
        fruitless.done(
                inputs.stream()
                        .map(input -> new FruitlessTasks.Placed(input, level))
                        .toList(),
                outputs,
                level);
    }

    private void drop(TableProperties table) {
        check.check(CompactionTask.Drop.of(List.of(table.tableId()), "away with it"), view(table));
    }

    private static void assertRefused(String why, Runnable proposal) {
        IllegalArgumentException told = assertThrows(IllegalArgumentException.class, proposal::run);
        assertEquals(true, told.getMessage().contains(why), told.getMessage());
    }

    private static CompactionView view(TableProperties... tables) {
        return CompactionView.of(
                List.of(tables).stream()
                        .map(table -> TableSummary.of(table, 0, false))
                        .toList(),
                CompactionOptions.DEFAULTS,
                NOW);
    }

    private static TableProperties table(long id, long lastExpiry, long tombstones) {
        return TableProperties.of(id, 1)
                .keys(new byte[] {1}, new byte[] {2})
                .counts(10, tombstones, 0)
                .expiries(lastExpiry, lastExpiry)
                .fileBytes(BYTES)
                .created(NOW)
                .build();
    }
}
