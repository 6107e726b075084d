package org.allidb.storage.demo.internal;

import java.io.PrintStream;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.api.text.ProgressBar;
import org.allidb.storage.api.text.TextTable;

/** The terminal on which the demo shows what it does; it counts the checks that failed. */
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

    /** Prints a text, in as many lines as the width of the terminal needs. */
    void say(String line) {
        out.print(Paragraphs.wrap(INDENT + line, INDENT + INDENT));
    }

    void show(TextTable table) {
        table.lines(WIDTH - INDENT.length()).forEach(this::say);
    }

    /** Prints an answer and how long it took. */
    void answer(String question, String answer, long nanos) {
        String time = Human.nanos(nanos);
        String line = INDENT + question;
        out.println(line + " ".repeat(Math.max(1, WIDTH - line.length() - time.length())) + time);
        out.println(INDENT + INDENT + answer);
    }

    /** Prints a claim and whether it holds; the demo fails if it does not. */
    void check(boolean holds, String what) {
        if (!holds) {
            failures++;
        }
        say((holds ? "✓ " : "✗ NOT TRUE: ") + what);
    }

    ProgressBar progress() {
        return new ProgressBar(this::print, terminal, System::nanoTime);
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
