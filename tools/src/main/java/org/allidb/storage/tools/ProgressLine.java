package org.allidb.storage.tools;

import java.io.PrintWriter;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.ProgressBar;

/** A bar on the terminal that shows how far a command has come and which file it reads; erased when the command ends. */
final class ProgressLine implements ToolProgress, AutoCloseable {

    private final ProgressBar bar;
    private final boolean visible;

    private ProgressLine(ProgressBar bar, boolean visible) {
        this.bar = bar;
        this.visible = visible;
    }

    /** Creates a bar on the terminal of this process; it shows nothing if the process has none. */
    static ProgressLine on(PrintWriter terminal) {
        ProgressBar bar = new ProgressBar(
                text -> {
                    terminal.print(text);
                    terminal.flush();
                },
                true,
                System::nanoTime);
        return new ProgressLine(
                bar, System.console() != null && System.console().isTerminal());
    }

    @Override
    public void progress(String file, long bytesDone, long bytesTotal) {
        if (visible) {
            bar.show(bytesDone, bytesTotal, "of " + Human.bytes(bytesTotal) + "  " + file);
        }
    }

    @Override
    public void close() {
        bar.erase();
    }
}
