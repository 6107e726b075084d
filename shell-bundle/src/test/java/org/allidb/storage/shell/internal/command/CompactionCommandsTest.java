package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.Paragraphs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed of compaction strategies. */
class CompactionCommandsTest {

    @TempDir
    Path directory;

    private StoragePlatform platform;
    private CommandSet commands;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(directory.resolve("data"))
                .set("engine.durability", "buffered")
                .open();
        commands = CommandSet.inContainer(platform, new EventHistory(), InstantSource.system());
    }

    @AfterEach
    void close() {
        commands.close();
        platform.close();
    }

    @Test
    void strategiesAreComparedByTableAndPicture() {
        String expected = """
            STRATEGY           WRITE  READ  MOST  SPACE  MOST  MERGES  LARGEST  TABLES
            ─────────────────  ─────  ────  ────  ─────  ────  ──────  ───────  ──────
            size-tiered         2.79  3.35     6   1.21  1.56      16  443 MiB       5
            leveled             4.39  2.52     5   1.09  1.25      16  314 MiB       6
            unified:scaling=N   4.82  2.71     5   1.24  1.63      57  427 MiB       8

            bytes written for each byte flushed
              size-tiered        █████████████████████████████ 2.79
              leveled            ██████████████████████████████████████████████ 4.39
              unified:scaling=N  ██████████████████████████████████████████████████ 4.82

            tables over a row
              size-tiered        ██████████████████████████████████████████████████ 3.35
              leveled            ██████████████████████████████████████ 2.52
              unified:scaling=N  █████████████████████████████████████████ 2.71

            bytes of tables for each byte that lives
              size-tiered        █████████████████████████████████████████████████ 1.21
              leveled            ████████████████████████████████████████████ 1.09
              unified:scaling=N  ██████████████████████████████████████████████████ 1.24

            the same over time, from 1 to 1.63
              size-tiered        ▁▁▂▁▁▂▂▂▃▃▃▃▄▄▅▁▂▂▃▃▃▄▄▅▅▅▆▁▂▂▃▃▃▄▅▅▅▆▆▇▇▁▂▂▃▃▄▄▅▅▆▆▁▂▂▃▃▄▄▅
              leveled            ▁▁▂▁▁▂▂▁▂▂▂▁▂▂▃▁▂▂▃▁▂▂▃▁▂▂▃▁▂▂▃▁▂▂▃▁▂▂▃▁▂▃▃▂▂▃▄▂▃▃▄▁▂▂▃▂▂▃▃▂
              unified:scaling=N  ▁▁▁▁▁▂▂▁▂▂▂▃▃▃▄▁▂▂▃▃▃▄▄▄▄▅▅▆▆▇▇▁▂▂▃▃▄▄▅▅▅▆▆▆▇▇█▁▂▂▃▃▄▄▅▅▅▆▆▇
            """;
        assertEquals(expected, run("compaction-simulate size-tiered leveled unified:scaling=N --flushes 60 --seed 7"));
    }

    @Test
    void allInstalledStrategiesAreComparedUnlessSomeAreNamed() {
        List<String> names = run("compaction-simulate --flushes 4 --workload skewed --deletes 10 --expire 2")
                .lines()
                .skip(2)
                .limit(4)
                .map(line -> line.split(" ", 2)[0])
                .toList();
        assertEquals(List.of("leveled", "size-tiered", "time-window", "unified"), names);
    }

    @Test
    void recordedHistoryIsReplayed() throws IOException {
        Path file = directory.resolve("history");
        Files.write(file, List.of("# two flushes of 8 rows, the second deletes all", "put 0..7", "", "delete 0..7"));
        String line = "compaction-simulate size-tiered --set size_tier_threshold=2 --row-bytes 1M --history " + file;
        // the second flush is merged with the first, and nothing is left
        assertEquals(
                "size-tiered 1.00 1.00 1 1.00 1.00 1 8.00 MiB 0",
                run(line).lines().skip(2).findFirst().orElseThrow().replaceAll(" +", " "));
    }

    @Test
    void whatIsWrittenIsRecordedAndReplayed() throws IOException {
        Path file = directory.resolve("history");
        String to = "compaction-record acme --to " + file;
        run("tenant-create acme");
        assertEquals(
                "recording what 'acme' flushes and merges; 'compaction-record acme --to FILE' ends it\n",
                run("compaction-record acme"));
        assertRefused(
                "nothing of 'acme' was flushed since the recording began; it goes on. 'flush acme' flushes now", to);
        for (String row : List.of("alice", "bob", "alice")) {
            run("put acme " + row + " " + "x".repeat(2_000));
            run("flush acme");
        }
        assertRefused(
                "'acme' is being recorded already, 3 flushes so far; 'compaction-record acme --to FILE' ends it",
                "compaction-record acme");
        assertEquals("recorded 3 flushes of 'acme' to " + file + "\n", run(to));
        assertRefused("'acme' is not being recorded; 'compaction-record acme' begins it", to);
        assertEquals(
                List.of("put 0", "put 1", "put 0"),
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("at "))
                        .map(line -> line.replaceAll("at [0-9.]+ ", ""))
                        .toList());
        // merged when there are two: rows have the bytes that were flushed
        String replayed = run("compaction-simulate size-tiered --set size_tier_threshold=2 --history " + file);
        assertTrue(replayed.contains("size-tiered   2.33  1.00     1   1.00  1.00       2  7."), replayed);

        run("compaction-record acme");
        run("flush acme");
        run("put acme carol x");
        run("flush acme");
        assertRefused("the file " + file + " exists; name another one", to);
        assertEquals("recorded 1 flush of 'acme' to " + file + "-2\n", run(to + "-2"));
    }

    @Test
    void recordedTimesCount() throws IOException {
        Path file = directory.resolve("history");
        Files.write(file, List.of("expire 10", "at 1 put 0..7", "at 20 put 8..15"));
        String simulate = "compaction-simulate time-window --history " + file;
        assertTrue(run(simulate).lines().skip(2).findFirst().orElseThrow().endsWith(" 1"), "the first has expired");
        assertTrue(
                run(simulate + " --every 0.1")
                        .lines()
                        .skip(2)
                        .findFirst()
                        .orElseThrow()
                        .endsWith(" 2"),
                "it has not");
    }

    @Test
    void whatTheStrategyWaitsForIsExplained() {
        flush(3);
        assertEquals("""
            LEVEL  TABLES  SIZE  FROM  TO  OVERWRITTEN  PROPOSED  COMPACTING
            0 3 # # # 67 % 0 0

            strategy     size-tiered
            overwritten  67 % of all, as estimated
            due          0 tables, #
            now          nothing
            next         after 1 more flush like the last one, of #: merge of 4 tables, 4 tables of similar size
                         within 60 minutes: merge of 3 tables, tables older than 60 minutes
                         after 30 seconds without a write: merge of 3 tables, the tenant is idle
            """, explained());
    }

    @Test
    void whatTheStrategyWouldDoIsExplained() {
        platform.configure(platform.configuration().with("compaction.enabled", "false"));
        flush(5);
        assertEquals("""
            LEVEL  TABLES  SIZE  FROM  TO  OVERWRITTEN  PROPOSED  COMPACTING
            0 5 # # # 80 % 5 0

            strategy     size-tiered
            overwritten  80 % of all, as estimated
            due          0 tables, #
            now          merge 5 tables of # to level 0, of which 80 % goes: 5 tables of similar size
            next         compaction.enabled is false: nothing is merged but on request
            """, explained());
        platform.configure(platform.configuration().with("compaction.strategy", "leveled"));
        assertTrue(
                explained()
                        .contains("now          merge 5 tables of # to level 1, of which 80 % goes: level 0 is full\n"),
                explained());
    }

    @Test
    void nothingIsExplainedOfATenantWithoutTables() {
        run("tenant-create acme");
        assertEquals("""

            strategy     size-tiered
            overwritten  0 % of all, as estimated
            due          0 tables, #
            now          nothing
            """, explained().replaceAll("(?s)^.*COMPACTING\n", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "compaction-explain nobody|there is no tenant 'nobody'; create it first, or check the id",
                "compaction-simulate --workload odd|there is no workload 'odd'; use one of uniform, skewed, in-order,"
                        + " hot-and-new, new",
                "compaction-simulate unified:L10|'L10' of 'unified:L10' is no parameter; write a key and a value, as in"
                        + " unified:scaling=L10",
                "compaction-simulate --rows 0|0 rows and 400 flushes of 1000 rows cannot be simulated: each must be at"
                        + " least 1, and all rows together at most 10000000",
                "compaction-simulate --history nowhere|there is no file nowhere; check the name"
            })
    void aRefusalIsOneSentence(String line, String message) {
        assertRefused(message, line);
    }

    private void assertRefused(String message, String line) {
        StringWriter text = new StringWriter();
        assertEquals(1, execute(line, text));
        assertEquals(Paragraphs.wrap("error: " + message, "  "), text.toString());
    }

    private void flush(int times) {
        run("tenant-create acme");
        for (int i = 0; i < times; i++) {
            run("put acme alice " + "x".repeat(2_000) + i);
            run("flush acme");
        }
    }

    /** Sizes are masked, and the columns of the table squeezed. */
    private String explained() {
        String text = run("compaction-explain acme")
                .replaceAll("\\b[0-9][0-9.,]* (B|[KMGT]iB)", "#")
                .replaceAll("(?m)^─.*\n", "")
                .replaceAll("(?m)^LEVEL +TABLES +SIZE +FROM +TO +", "LEVEL  TABLES  SIZE  FROM  TO  ");
        StringBuilder squeezed = new StringBuilder();
        text.lines()
                .map(line -> line.matches(" +[0-9].*") ? line.strip().replaceAll(" +", " ") : line)
                .forEach(line -> squeezed.append(line).append('\n'));
        return squeezed.toString();
    }

    private String run(String line) {
        StringWriter text = new StringWriter();
        assertEquals(0, execute(line, text), line + ": " + text);
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private int execute(String line, StringWriter text) {
        List<String> words = List.of(line.split(" "));
        return commands.execute(
                words.getFirst(), words.subList(1, words.size()), new PrintWriter(text), Paragraphs.COLUMNS);
    }
}
