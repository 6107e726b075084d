package org.allidb.storage.tools;

import java.io.PrintWriter;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.text.Human;

/** One line on a terminal that shows how far a command has come; silent elsewhere. */
final class ProgressLine implements ToolProgress, AutoCloseable {

    private static final int PERCENT = 100;
    private static final int WIDTH = 79;

    private final PrintWriter terminal;
    private final boolean visible;
    private int shown = -1;

    private ProgressLine(PrintWriter terminal, boolean visible) {
        this.terminal = terminal;
        this.visible = visible;
    }

    /** A line on the terminal of this process, if it has one. */
    static ProgressLine on(PrintWriter terminal) {
        return new ProgressLine(terminal, System.console() != null && System.console().isTerminal());
    }

    @Override
    public void progress(String file, long bytesDone, long bytesTotal) {
        int percent = (int) (PERCENT * (double) bytesDone / Math.max(1, bytesTotal));
        if (visible && percent != shown) {
            shown = percent;
            String text = String.format("%3d %% of %s  %s", percent, Human.bytes(bytesTotal), file);
            print(text.length() > WIDTH ? text.substring(0, WIDTH) : text);
        }
    }

    @Override
    public void close() {
        if (shown >= 0) {
            print("");
            terminal.print("\r");
            terminal.flush();
        }
    }

    private void print(String text) {
        terminal.print("\r" + text + " ".repeat(WIDTH - text.length()));
        terminal.flush();
    }
}
