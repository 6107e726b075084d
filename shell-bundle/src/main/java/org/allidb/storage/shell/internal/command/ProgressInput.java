package org.allidb.storage.shell.internal.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.ProgressBar;

/**
 * A file that is read, with a bar on the terminal that shows how far; erased when it is closed. The bar shows nothing if the
 * process has no terminal, or if the file has no size, as a pipe. Used by one thread.
 */
final class ProgressInput extends FilterInputStream {

    private final long total;
    private final ProgressBar bar;
    private final boolean visible;
    private long done;

    private ProgressInput(InputStream in, long total, ProgressBar bar, boolean terminal) {
        super(in);
        this.total = total;
        this.bar = bar;
        this.visible = terminal && total > 0;
    }

    /** Opens a file. */
    static ProgressInput open(Path file, PrintWriter terminal) throws IOException {
        ProgressBar bar = new ProgressBar(
                text -> {
                    terminal.print(text);
                    terminal.flush();
                },
                true,
                System::nanoTime);
        boolean isTerminal = System.console() != null && System.console().isTerminal();
        InputStream in = Files.newInputStream(file);
        try {
            return new ProgressInput(in, Files.size(file), bar, isTerminal);
        } catch (IOException | RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    /** Shows how many rows were read. */
    void show(long rows) {
        if (visible) {
            bar.show(done, total, "of " + Human.bytes(total) + "  " + Human.count(rows, "row"));
        }
    }

    /** Shows that what was read is being made durable. */
    void showEnd() {
        if (visible) {
            bar.show(total, total, "completing the tables");
        }
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        done += read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        done += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        bar.erase();
        in.close();
    }
}
