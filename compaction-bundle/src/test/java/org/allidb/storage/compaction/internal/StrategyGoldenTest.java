package org.allidb.storage.compaction.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.GoldenScript;
import org.allidb.storage.testkit.TableSummaries;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The scripts in {@code src/test/golden}: the tables of a tenant, and what a strategy proposes and owes. The command is the
 * name of a strategy, with options; "idle" at its end is an idle tenant. Each line is a table, or a range of equal tables:
 *
 * <pre>
 *   1 10M a-z              the table 1 of 10 MiB, with the keys a to z
 *   2..9 10M a-z           eight of them
 *   1 10M a-z L1 busy      of level 1, an input of another merge
 *   1 10M a-z 61min        written 61 minutes ago
 *   1 9999del b-c          of 9999 tombstones and no other row
 *   1 10M half-expired     half of its rows have expired; "expired" for all
 *   1 10M scans=9000       9000 scans opened it, and others
 *   1 10M rows=0..999      with a sketch of the keys of the rows 0 to 999
 *   7:2 10M a-z            of the window of minute 7; 2 distinguishes it from others
 * </pre>
 */
class StrategyGoldenTest {

    private static final long NOW = 1_750_000_000_000L;
    private static final long MILLIS_PER_MINUTE = 60_000;
    /** The tables of {@link TableSummaries} have their number as their timestamp, in microseconds. */
    private static final long MICROS_PER_MINUTE = 60_000_000;

    @TestFactory
    List<DynamicTest> scripts() throws IOException {
        return GoldenScript.tests(Path.of("src/test/golden"), (command, input) -> {
            String[] words = command.split(" ", -1);
            Map<String, String> options = new HashMap<>();
            boolean idle = words[words.length - 1].equals("idle");
            for (int i = 1; i < words.length - (idle ? 1 : 0); i++) {
                String[] option = words[i].split("=", 2);
                options.put(option[0], option[1]);
            }
            List<TableSummary> tables = new ArrayList<>();
            for (String line : input) {
                addTables(tables, line.split(" +", -1));
            }
            CompactionView busy = CompactionView.of(tables, Options.make(CompactionOptions.class, options), NOW);
            CompactionView view = idle ? busy.whenIdle() : busy;
            CompactionStrategy strategy = strategy(words[0]);
            return strategy.propose(view).map(StrategyGoldenTest::text).orElse("nothing") + "\n"
                    + text(strategy.debt(view));
        });
    }

    private static CompactionStrategy strategy(String name) {
        return switch (name) {
            case "size-tiered" -> new SizeTieredStrategy();
            case "leveled" -> new LeveledStrategy();
            case "time-window" -> new TimeWindowStrategy();
            case "unified" -> new UnifiedStrategy();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void addTables(List<TableSummary> tables, String[] words) {
        String[] ids = words[0].split("\\.\\.", 2);
        for (long id = id(ids[0]); id <= id(ids[ids.length - 1]); id++) {
            tables.add(table(id, words));
        }
    }

    private static TableSummary table(long id, String[] words) {
        double megabytes = 0;
        long tombstones = 0;
        long created = NOW;
        int level = 0;
        boolean busy = false;
        String[] keys = {"a", "z"};
        String expired = "";
        String rows = "";
        long scans = 0;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.endsWith("M")) {
                megabytes = Double.parseDouble(word.substring(0, word.length() - 1));
            } else if (word.endsWith("del")) {
                tombstones = Long.parseLong(word.substring(0, word.length() - 3));
            } else if (word.endsWith("min")) {
                created = NOW - Long.parseLong(word.substring(0, word.length() - 3)) * MILLIS_PER_MINUTE;
            } else if (word.matches("L\\d")) {
                level = word.charAt(1) - '0';
            } else if (word.equals("busy")) {
                busy = true;
            } else if (word.startsWith("rows=")) {
                rows = word.substring("rows=".length());
            } else if (word.startsWith("scans=")) {
                scans = Long.parseLong(word.substring("scans=".length()));
            } else if (word.endsWith("expired")) {
                expired = word;
            } else {
                keys = word.split("-", 2);
            }
        }
        TableSummary table = switch (expired) {
            case "expired" -> TableSummaries.expired(id, megabytes, created, NOW);
            case "half-expired" -> TableSummaries.expiring(id, megabytes, created, NOW);
            default ->
                tombstones > 0
                        ? TableSummaries.ofTombstones(id, tombstones, created, keys[0], keys[1])
                        : TableSummaries.table(id, megabytes, created, keys[0], keys[1]);
        };
        TableSummary summary = TableSummary.of(table.properties(), level, busy).withScans(scans);
        if (rows.isEmpty()) {
            return summary;
        }
        String[] bounds = rows.split("\\.\\.", 2);
        return TableSummaries.withRows(
                summary, LongStream.rangeClosed(Long.parseLong(bounds[0]), Long.parseLong(bounds[1])));
    }

    private static long id(String text) {
        String[] parts = text.split(":", 2);
        return parts.length == 1
                ? Long.parseLong(text)
                : Long.parseLong(parts[0]) * MICROS_PER_MINUTE + Long.parseLong(parts[1]);
    }

    private static String text(CompactionTask task) {
        return switch (task) {
            case CompactionTask.Merge merge ->
                "merge " + ids(merge.inputs()) + " into level " + merge.targetLevel()
                        + (merge.bottom() ? ", the bottom: " : ": ") + merge.reason();
            case CompactionTask.Move move ->
                "move " + ids(move.inputs()) + " to level " + move.targetLevel() + ": " + move.reason();
            case CompactionTask.Drop drop -> "drop " + ids(drop.inputs()) + ": " + drop.reason();
        };
    }

    private static String text(CompactionDebt debt) {
        return debt.equals(CompactionDebt.NONE)
                ? "owes nothing"
                : "owes " + debt.tables() + " tables, " + debt.bytes() / (1 << 20) + " MiB";
    }

    /** The numbers in their order; runs of ascending ones are shortened. */
    private static String ids(List<Long> ids) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.size(); ) {
            int end = i;
            while (end + 1 < ids.size() && ids.get(end + 1) == ids.get(end) + 1) {
                end++;
            }
            text.append(i == 0 ? "" : " ").append(id(ids.get(i)));
            if (end > i) {
                text.append("..").append(id(ids.get(end)));
            }
            i = end + 1;
        }
        return text.toString();
    }

    private static String id(long id) {
        return id < MICROS_PER_MINUTE ? Long.toString(id) : id / MICROS_PER_MINUTE + ":" + id % MICROS_PER_MINUTE;
    }
}
