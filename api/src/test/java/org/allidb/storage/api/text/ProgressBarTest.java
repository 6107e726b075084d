package org.allidb.storage.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private final StringBuilder printed = new StringBuilder();

    @Test
    void onATerminalTheLineIsRedrawnTenTimesASecondAtMost() {
        ProgressBar bar = onTerminal();
        bar.show(0, 100, "a");
        bar.show(1, 100, "too early");
        advanceMillis(99);
        bar.show(10, 100, "too early");
        advanceMillis(1);
        bar.show(50, 100, "b");
        assertEquals("\r  ░░░░░░░░░░░░░░░░░░░░░░░░   0 %  a\033[K\r  ████████████░░░░░░░░░░░░  50 %  b\033[K", text());
    }

    @Test
    void theFullBarIsAlwaysDrawn() {
        ProgressBar bar = onTerminal();
        bar.show(99, 100, "a");
        bar.show(100, 100, "done");
        bar.keep();
        assertEquals(
                "\r  ███████████████████████░  99 %  a\033[K\r  ████████████████████████ 100 %  done\033[K\n", text());
    }

    @Test
    void aBarThatIsErasedLeavesNothing() {
        ProgressBar bar = onTerminal();
        bar.erase();
        bar.show(100, 100, "a");
        bar.erase();
        bar.keep();
        assertEquals("\r  ████████████████████████ 100 %  a\033[K\r\033[K", text());
    }

    @Test
    void aLineIsShorterThanTheTerminal() {
        onTerminal().show(0, 100, "x".repeat(100));
        assertEquals("\r".length() + 79 + "\033[K".length(), text().length());
    }

    @Test
    void offATerminalThereIsALineForEachQuarter() {
        ProgressBar bar = offTerminal();
        for (int done = 0; done <= 1_000; done += 10) {
            bar.show(done, 1_000, "n=" + done);
        }
        bar.keep();
        bar.erase();
        assertEquals("""
              ██████░░░░░░░░░░░░░░░░░░  25 %  n=250
              ████████████░░░░░░░░░░░░  50 %  n=500
              ██████████████████░░░░░░  75 %  n=750
              ████████████████████████ 100 %  n=1000
            """, text());
    }

    @Test
    void nothingToDoIsDoneAtOnce() {
        offTerminal().show(1, 0, "x");
        assertEquals("  ████████████████████████ 100 %  x\n", text());
    }

    private ProgressBar onTerminal() {
        return new ProgressBar(printed::append, true, nanoTime::get);
    }

    private ProgressBar offTerminal() {
        return new ProgressBar(printed::append, false, nanoTime::get);
    }

    private void advanceMillis(long millis) {
        nanoTime.addAndGet(1_000_000 * millis);
    }

    private String text() {
        return printed.toString().replace(System.lineSeparator(), "\n");
    }
}
