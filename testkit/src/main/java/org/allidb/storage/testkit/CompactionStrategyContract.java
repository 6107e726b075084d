package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link CompactionStrategy} must do, whatever it prefers. A strategy's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class CompactionStrategyContract {

    private static final int TABLES = 30;
    private static final int VIEWS = 2_000;
    private static final int MOST_TASKS = 1_000;
    private static final long NOW = 1_750_000_000_000L;

    /** For the tests of strategies. */
    protected CompactionStrategyContract() {}

    /**
     * Makes the strategy under test.
     *
     * @return a new one
     */
    protected abstract CompactionStrategy strategy();

    /**
     * Returns the options to test with; the defaults unless overridden.
     *
     * @return options
     */
    protected CompactionOptions options() {
        return CompactionOptions.DEFAULTS;
    }

    /** Checks that the name fits into configuration files. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(strategy());
    }

    /** Checks that without tables there is no task. */
    @Test
    public void nothingIsProposedForNothing() {
        assertEquals(Optional.empty(), strategy().propose(CompactionView.of(List.of(), options(), NOW)));
    }

    /** Inputs exist, are idle and are named once; a merge says why. */
    @Test
    public void proposesOnlyWhatTheEngineAccepts() {
        Random random = new Random(Seed.get());
        for (int i = 0; i < VIEWS; i++) {
            CompactionView view = CompactionView.of(tables(random), options(), NOW);
            strategy().propose(view).ifPresent(task -> check(task, view));
        }
    }

    /** Checks that the same view gives the same task: a strategy has no state. */
    @Test
    public void isAPureFunction() {
        Random random = new Random(Seed.get());
        CompactionStrategy strategy = strategy();
        for (int i = 0; i < VIEWS; i++) {
            CompactionView view = CompactionView.of(tables(random), options(), NOW);
            assertEquals(strategy.propose(view), strategy.propose(view));
            assertEquals(strategy().propose(view), strategy.propose(view));
        }
    }

    /** Checks that doing what is proposed comes to an end. */
    @Test
    public void workComesToAnEnd() {
        Random random = new Random(Seed.get());
        for (int i = 0; i < 50; i++) {
            doAll(idle(tables(random)));
        }
    }

    /** Checks that without tables there is no debt. */
    @Test
    public void nothingIsOwedForNothing() {
        assertEquals(CompactionDebt.NONE, strategy().debt(CompactionView.of(List.of(), options(), NOW)));
    }

    /** Checks that each table counts once, and that the same view gives the same debt. */
    @Test
    public void owesNoMoreThanThereIs() {
        Random random = new Random(Seed.get());
        CompactionStrategy strategy = strategy();
        for (int i = 0; i < VIEWS; i++) {
            List<TableSummary> tables = idle(tables(random));
            CompactionView view = CompactionView.of(tables, options(), NOW);
            CompactionDebt debt = strategy.debt(view);
            CompactionDebt most = CompactionDebt.of(tables);
            assertTrue(debt.tables() >= 0 && debt.tables() <= most.tables(), debt + " of " + most);
            assertTrue(debt.bytes() >= 0 && debt.bytes() <= most.bytes(), debt + " of " + most);
            assertEquals(debt, strategy().debt(view));
        }
    }

    /** Checks that where nothing is left to do nothing is owed: writers would wait for ever. */
    @Test
    public void owesNothingWhenItsWorkIsDone() {
        Random random = new Random(Seed.get());
        for (int i = 0; i < 50; i++) {
            List<TableSummary> tables = idle(tables(random));
            doAll(tables);
            assertEquals(
                    CompactionDebt.NONE, strategy().debt(CompactionView.of(tables, options(), NOW)), tables.toString());
        }
    }

    private static List<TableSummary> idle(List<TableSummary> tables) {
        return new ArrayList<>(tables.stream()
                .map(table -> TableSummary.of(table.properties(), table.level(), false))
                .toList());
    }

    /** Carries out what is proposed until nothing is. */
    private void doAll(List<TableSummary> tables) {
        int tasks = 0;
        for (Optional<CompactionTask> task = propose(tables); task.isPresent(); task = propose(tables)) {
            carryOut(task.get(), tables);
            assertTrue(
                    ++tasks < MOST_TASKS,
                    "still proposing after " + MOST_TASKS + " tasks: " + task
                            + ". A task must lead somewhere: to fewer tables, fewer bytes or deeper levels");
        }
    }

    private Optional<CompactionTask> propose(List<TableSummary> tables) {
        return strategy().propose(CompactionView.of(tables, options(), NOW));
    }

    private static void check(CompactionTask task, CompactionView view) {
        assertFalse(task.inputs().isEmpty(), task.toString());
        assertFalse(task.reason().isBlank(), task.toString());
        Set<Long> once = new HashSet<>(task.inputs());
        assertEquals(task.inputs().size(), once.size(), task.toString());
        Set<Long> idle = new HashSet<>();
        for (TableSummary table : view.tables()) {
            if (!table.busy()) {
                idle.add(table.properties().tableId());
            }
        }
        assertTrue(idle.containsAll(once), task + " of " + idle);
    }

    /** As a merge would: all the bytes, in one output or several. */
    private static void carryOut(CompactionTask task, List<TableSummary> tables) {
        List<TableSummary> inputs = tables.stream()
                .filter(table -> task.inputs().contains(table.properties().tableId()))
                .toList();
        tables.removeAll(inputs);
        switch (task) {
            case CompactionTask.Drop _ -> {}
            case CompactionTask.Move move ->
                inputs.forEach(table -> tables.add(TableSummary.of(table.properties(), move.targetLevel(), false)));
            case CompactionTask.Merge merge ->
                outputs(inputs, merge.targetLevel(), nextId(tables))
                        .forEach(output -> tables.add(TableSummary.of(output, merge.targetLevel(), false)));
        }
    }

    /** Outputs of a level above 0 are cut, here in two. They meet in a key, up to which the first one has range tombstones. */
    private static List<TableProperties> outputs(List<TableSummary> inputs, int level, long id) {
        TableProperties all = TableSummaries.merged(inputs, id, NOW);
        byte[] bound = inputs.stream()
                .map(table -> table.properties().minKey())
                .max(Arrays::compareUnsigned)
                .orElseThrow();
        if (level == 0 || Arrays.equals(bound, all.minKey())) {
            return List.of(all);
        }
        long half = all.fileBytes() / 2;
        TableProperties other = TableSummaries.merged(inputs, id + 1, NOW);
        return List.of(
                all.toBuilder().keys(all.minKey(), bound).fileBytes(half).build(),
                other.toBuilder()
                        .keys(bound, all.maxKey())
                        .fileBytes(all.fileBytes() - half)
                        .build());
    }

    private static long nextId(List<TableSummary> tables) {
        return 1
                + tables.stream()
                        .mapToLong(table -> table.properties().tableId())
                        .max()
                        .orElse(TABLES);
    }

    private static List<TableSummary> tables(Random random) {
        List<TableSummary> tables = new ArrayList<>();
        int count = random.nextInt(TABLES);
        for (int number = 1; number <= count; number++) {
            tables.add(TableSummaries.random(random, number, NOW));
        }
        return tables;
    }
}
