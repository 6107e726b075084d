package org.allidb.storage.shell.internal.format;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProgressBarTest {

    private final ManualClock clock = new ManualClock();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void onATerminalTheLineIsDrawnAnewTenTimesASecondAtMost() {
        ProgressBar bar = new ProgressBar(out, true, clock::nanoTime, 100);
        bar.show(0, "a");
        bar.show(1, "too early");
        clock.advanceMillis(99);
        bar.show(10, "too early");
        clock.advanceMillis(1);
        bar.show(50, "b");
        assertEquals(
                "\r  ░░░░░░░░░░░░░░░░░░░░░░░░   0 %  a\033[K\r  ████████████░░░░░░░░░░░░  50 %  b\033[K", text());
    }

    @Test
    void theFullBarIsAlwaysDrawnAndEndsTheLine() {
        ProgressBar bar = new ProgressBar(out, true, clock::nanoTime, 100);
        bar.show(99, "a");
        bar.show(100, "done");
        assertEquals(
                "\r  ███████████████████████░  99 %  a\033[K\r  ████████████████████████ 100 %  done\033[K"
                        + System.lineSeparator(),
                text());
    }

    @Test
    void offATerminalThereIsALineForEachQuarter() {
        ProgressBar bar = new ProgressBar(out, false, clock::nanoTime, 1_000);
        for (int done = 0; done <= 1_000; done += 10) {
            bar.show(done, "n=" + done);
        }
        assertEquals(
                """
                  ██████░░░░░░░░░░░░░░░░░░  25 %  n=250
                  ████████████░░░░░░░░░░░░  50 %  n=500
                  ██████████████████░░░░░░  75 %  n=750
                  ████████████████████████ 100 %  n=1000
                """,
                text().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void nothingToDoIsDoneAtOnce() {
        ProgressBar bar = new ProgressBar(out, false, clock::nanoTime, 0);
        bar.show(1, "x");
        assertEquals("  ████████████████████████ 100 %  x" + System.lineSeparator(), text());
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
