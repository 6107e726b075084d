package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.value.CompactionExplanationValue;
import org.allidb.storage.engine.internal.value.CompactionExplanationValue.GroupValue;
import org.allidb.storage.engine.internal.value.CompactionExplanationValue.ProposalValue;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.MergeGain;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Asks a strategy what it would do with the tables as they are, and with those that there will be: after some more flushes like the
 * last one, after some time, and when the tenant is idle.
 */
final class ExplainedCompaction {

    private static final int MOST_FLUSHES = 32;
    private static final long[] MINUTES = {1, 5, 15, 60, 360, 1_440, 10_080};
    /** A group has tables that are at most so many times as large as the smallest. */
    private static final int GROUP_RATIO = 4;

    private final CompactionView view;
    private final StrategyRunner strategy;
    private final List<CompactionView> asked = new ArrayList<>();
    private final List<String> when = new ArrayList<>();

    ExplainedCompaction(CompactionView view, StrategyRunner strategy) {
        this.view = view;
        this.strategy = strategy;
    }

    /**
     * Asks, and waits for the answers.
     *
     * @param due what the strategy owes
     * @param enabled whether compactions run by themselves
     */
    CompactionExplanation ask(CompactionDebt due, boolean enabled) {
        asked.add(view);
        when.add("");
        askLater();
        StrategyRunner.Answers answers = strategy.answers(asked);
        List<String> next = new ArrayList<>();
        if (!enabled) {
            next.add("compaction.enabled is false: nothing is merged but on request");
        }
        if (!answers.failure().isEmpty()) {
            next.add("it cannot be asked: " + answers.failure());
        }
        List<Optional<CompactionTask>> tasks = answers.tasks();
        Optional<CompactionTask> now = tasks.isEmpty() ? Optional.empty() : tasks.getFirst();
        if (now.isEmpty()) {
            addNext(tasks, next);
        }
        return new CompactionExplanationValue(
                answers.strategy(),
                groups(now.map(CompactionTask::inputs).orElse(List.of())),
                MergeGain.of(view.tables()).droppedBytes(),
                now.map(this::proposal),
                due,
                next);
    }

    private void askLater() {
        Optional<TableSummary> last = view.tables().stream()
                .filter(table -> table.level() == 0)
                .max(Comparator.comparingLong(table -> table.properties().tableId()));
        if (last.isPresent()) {
            List<TableSummary> tables = new ArrayList<>(view.tables());
            for (int flushes = 1; flushes <= MOST_FLUSHES; flushes++) {
                tables.add(flushed(last.get().properties(), flushes));
                add(
                        CompactionView.of(tables, view.options(), view.nowMillis()),
                        "after " + flushes + (flushes == 1 ? " more flush" : " more flushes")
                                + " like the last one, of "
                                + Human.bytes(last.get().properties().fileBytes()));
            }
        }
        for (long minutes : MINUTES) {
            add(
                    CompactionView.of(
                            view.tables(), view.options(), view.nowMillis() + TimeUnit.MINUTES.toMillis(minutes)),
                    "within " + Human.count(minutes, "minute"));
        }
        if (!view.isIdle() && view.options().idleAfterSeconds() > 0) {
            add(
                    view.whenIdle(),
                    "after " + Human.count(view.options().idleAfterSeconds(), "second") + " without a write");
        }
    }

    private void add(CompactionView later, String text) {
        asked.add(later);
        when.add(text);
    }

    /** Adds the first answer of each kind: flushes, time, idleness. */
    private void addNext(List<Optional<CompactionTask>> tasks, List<String> next) {
        Set<String> kinds = new HashSet<>();
        for (int i = 1; i < tasks.size(); i++) {
            String kind =
                    asked.get(i).isIdle() ? "idle" : asked.get(i).nowMillis() > view.nowMillis() ? "time" : "flush";
            Optional<CompactionTask> task = tasks.get(i);
            if (task.isPresent() && kinds.add(kind)) {
                next.add(when.get(i) + ": " + action(task.get()) + " of "
                        + Human.count(task.get().inputs().size(), "table") + ", "
                        + task.get().reason());
            }
        }
    }

    private ProposalValue proposal(CompactionTask task) {
        Set<Long> inputs = new HashSet<>(task.inputs());
        List<TableSummary> tables = view.tables().stream()
                .filter(table -> inputs.contains(table.properties().tableId()))
                .toList();
        MergeGain gain = MergeGain.of(tables);
        int level = switch (task) {
            case CompactionTask.Merge merge -> merge.targetLevel();
            case CompactionTask.Move move -> move.targetLevel();
            case CompactionTask.Drop _ -> 0;
        };
        return new ProposalValue(action(task), task.inputs(), gain.bytes(), gain.droppedBytes(), level, task.reason());
    }

    private List<CompactionExplanation.Group> groups(List<Long> inputs) {
        Map<Integer, List<TableSummary>> levels = new TreeMap<>();
        view.tables().stream()
                .sorted(Comparator.comparingLong(table -> table.properties().fileBytes()))
                .forEach(table -> levels.computeIfAbsent(table.level(), _ -> new ArrayList<>())
                        .add(table));
        List<CompactionExplanation.Group> groups = new ArrayList<>();
        for (List<TableSummary> tables : levels.values()) {
            int from = 0;
            for (int i = 1; i <= tables.size(); i++) {
                if (i == tables.size() || bytes(tables.get(i)) > GROUP_RATIO * bytes(tables.get(from))) {
                    groups.add(new GroupValue(List.copyOf(tables.subList(from, i)), inputs));
                    from = i;
                }
            }
        }
        return groups;
    }

    private static String action(CompactionTask task) {
        return switch (task) {
            case CompactionTask.Merge _ -> "merge";
            case CompactionTask.Move _ -> "move";
            case CompactionTask.Drop _ -> "drop";
        };
    }

    /** Returns the table of a flush like the last one. What it overwrites is not known, so it has no sketch. */
    private TableSummary flushed(TableProperties last, int number) {
        long newest = view.nowMillis() * 1_000;
        TableProperties table = TableProperties.of(last.tableId() + number, last.tenantGeneration())
                .format(last.format(), last.codec())
                .fileBytes(last.fileBytes())
                .counts(last.entries(), last.tombstones(), last.rangeTombstones())
                .bytes(last.keyBytes(), last.valueBytes())
                .keys(last.minKey(), last.maxKey())
                .timestamps(Math.max(newest, last.minTimestamp()), Math.max(newest, last.maxTimestamp()))
                .sequences(last.maxSequence() + number, last.maxSequence() + number)
                .created(view.nowMillis())
                .build();
        return TableSummary.of(table, 0, false);
    }

    private static long bytes(TableSummary table) {
        return table.properties().fileBytes();
    }
}
