package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.testkit.GoldenScript;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The scripts in {@code src/test/golden}: what happens to a log, and the dump of its files after that. Numbers are those
 * of a tenant generation:
 *
 * <pre>
 *   sync 7 text         appends a record and syncs
 *   buffer 7 text       appends a record
 *   large 7 9000        appends a record of so many bytes and syncs
 *   flushed 7 2         notes that sequences up to 2 are in tables
 *   forget 7            notes that the generation was dropped
 *   reopen              closes the log and opens it again
 *   kill                opens the log as the end of the process leaves it
 *   close               closes the log
 *   flip NAME 70        inverts a byte of a segment of a closed log
 * </pre>
 */
class LogGoldenTest {

    private static final String IDENTITY = "\\b[0-9a-f]{32}\\b";

    private StrictMemVfs files = new StrictMemVfs();

    @TestFactory
    List<DynamicTest> scripts() throws IOException {
        return GoldenScript.tests(Path.of("src/test/golden"), (command, input) -> {
            files = new StrictMemVfs();
            Journal journal = Journal.open(files);
            for (String line : input) {
                journal = run(journal, line.split(" ", 3));
            }
            return switch (command) {
                case "dump" -> dump();
                case "anchor" -> anchor();
                default -> throw new IllegalArgumentException(command);
            };
        });
    }

    private Journal run(Journal journal, String[] words) throws IOException {
        long generation = words.length > 1 && !words[0].equals("flip") ? Long.parseLong(words[1]) : 0;
        switch (words[0]) {
            case "sync" -> journal.write(generation, words[2]);
            case "buffer" -> journal.writeBuffered(generation, words[2]);
            case "large" -> journal.write(generation, "x".repeat(Integer.parseInt(words[2])));
            case "flushed" -> journal.log().flushed(generation, Long.parseLong(words[2]));
            case "forget" -> journal.log().forget(generation);
            case "close" -> journal.close();
            case "reopen" -> {
                journal.close();
                return Journal.open(files);
            }
            case "kill" -> {
                files = files.afterKill();
                return Journal.open(files);
            }
            case "flip" -> {
                int at = Integer.parseInt(words[2]);
                Journal.overwrite(files, words[1], at, (byte) ~Journal.content(files, words[1])[at]);
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return journal;
    }

    private String dump() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : Journal.segments(files)) {
            new SegmentInspector().dump(InspectedFile.of(files, name, name, 0), codec -> null, false, lines::add);
        }
        return lines.isEmpty() ? "no segments" : masked(String.join("\n", lines));
    }

    private String anchor() throws IOException {
        return masked(
                new SegmentInspector().describe(new FileAnchor(files).content().orElseThrow()));
    }

    /** The identity is drawn at random. */
    private static String masked(String text) {
        return text.replaceAll(IDENTITY, "IDENTITY");
    }
}
