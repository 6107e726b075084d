package org.allidb.storage.shell.internal.format;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line that fills up, with a text beside it. Off a terminal, a line for each quarter. Thread-safe. */
public final class ProgressBar {

    private static final int WIDTH = 24;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int QUARTERS = 4;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final long total;
    private long lastNanos;
    private int lastQuarter;

    /**
     * An empty bar.
     *
     * @param out where it is drawn
     * @param terminal whether that is a terminal, on which a line can be drawn anew
     * @param nanoTime a monotonic clock in nanoseconds, which decides when to draw it again
     * @param total what full means
     */
    public ProgressBar(PrintStream out, boolean terminal, LongSupplier nanoTime, long total) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.total = Math.max(1, total);
        this.lastNanos = nanoTime.getAsLong() - INTERVAL_NANOS;
    }

    /**
     * Draws, at most ten times a second.
     *
     * @param done how much of the total
     * @param text beside the bar
     */
    public synchronized void show(long done, String text) {
        int quarter = (int) (QUARTERS * done / total);
        long now = nanoTime.getAsLong();
        boolean full = done >= total;
        if (terminal ? now - lastNanos >= INTERVAL_NANOS || full : quarter > lastQuarter) {
            lastNanos = now;
            lastQuarter = quarter;
            int filled = (int) Math.min(WIDTH, WIDTH * done / total);
            String bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
            String line = String.format("  %s %3d %%  %s", bar, 100 * done / total, text);
            if (terminal) {
                out.print("\r" + line + "\033[K" + (full ? System.lineSeparator() : ""));
                out.flush();
            } else {
                out.println(line);
            }
        }
    }
}
