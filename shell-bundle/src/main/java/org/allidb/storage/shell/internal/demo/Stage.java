package org.allidb.storage.shell.internal.demo;

import java.io.PrintStream;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.shell.internal.format.ProgressBar;
import org.allidb.storage.shell.internal.format.TextTable;

/** Where the demo shows what it does, and keeps count of what was not as it should be. */
final class Stage {

    private static final int WIDTH = Paragraphs.COLUMNS;
    private static final String INDENT = "  ";

    private final PrintStream out;
    private final boolean terminal;
    private int failures;

    Stage(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    int failures() {
        return failures;
    }

    void title(String text) {
        out.println();
        out.println(terminal ? "\033[1m" + text + "\033[0m" : text);
    }

    /** Says something, in as many lines as the terminal's width asks for. */
    void say(String line) {
        out.print(Paragraphs.wrap(INDENT + line, INDENT + INDENT));
    }

    void show(TextTable table) {
        table.lines(WIDTH - INDENT.length()).forEach(this::say);
    }

    /** An answer and how long it took. */
    void answer(String question, String answer, long nanos) {
        String time = Human.nanos(nanos);
        String line = INDENT + question;
        out.println(line + " ".repeat(Math.max(1, WIDTH - line.length() - time.length())) + time);
        out.println(INDENT + INDENT + answer);
    }

    /** States what must be true; the demo fails if it is not. */
    void check(boolean holds, String what) {
        if (!holds) {
            failures++;
        }
        say((holds ? "✓ " : "✗ NOT TRUE: ") + what);
    }

    ProgressBar progress(long total) {
        return new ProgressBar(out, terminal, System::nanoTime, total);
    }
}
