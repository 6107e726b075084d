package org.allidb.storage.api.text;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A line that shows how far a long task has come: a bar, the percentage and a text.
 *
 * <ul>
 *   <li>On a terminal the line is redrawn in place, at most ten times a second, and always when the task is complete.
 *   <li>Off a terminal a line is printed for each quarter of the task.
 *   <li>Thread-safe: the threads that do the task may all show their progress.
 * </ul>
 */
@ProviderType
public final class ProgressBar {

    private static final int WIDTH = 24;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int QUARTERS = 4;
    private static final String START = "\r";
    private static final String ERASE = "\033[K";

    private final Consumer<String> out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long lastNanos;
    private int lastQuarter;
    private boolean drawn;

    /**
     * Creates a bar that is not drawn yet.
     *
     * @param out prints a text without delay
     * @param terminal whether it prints on a terminal, where a line can be redrawn
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ProgressBar(Consumer<String> out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - INTERVAL_NANOS;
    }

    /**
     * Draws the bar, unless it was drawn a moment before.
     *
     * @param done how much of the task is done
     * @param total how much the whole task is, in the same unit; less than 1 counts as 1
     * @param text what stands beside the bar; cut to the width of a line
     */
    public synchronized void show(long done, long total, String text) {
        long whole = Math.max(1, total);
        double part = Math.min(1, (double) done / whole);
        int quarter = (int) (QUARTERS * part);
        long now = nanoTime.getAsLong();
        if (terminal ? now - lastNanos >= INTERVAL_NANOS || done >= whole : quarter > lastQuarter) {
            lastNanos = now;
            lastQuarter = quarter;
            drawn = true;
            String line = line(part, text);
            out.accept(terminal ? START + line + ERASE : line + System.lineSeparator());
        }
    }

    /** Ends the line on a terminal, so that the bar stays above what is printed next. */
    public synchronized void keep() {
        leave(System.lineSeparator());
    }

    /** Erases the line on a terminal, so that what is printed next takes its place. */
    public synchronized void erase() {
        leave(START + ERASE);
    }

    private void leave(String how) {
        if (terminal && drawn) {
            drawn = false;
            out.accept(how);
        }
    }

    private static String line(double part, String text) {
        int filled = (int) (WIDTH * part);
        String bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
        String line = String.format("  %s %3d %%  %s", bar, (int) (100 * part), text);
        return line.length() < Paragraphs.COLUMNS ? line : line.substring(0, Paragraphs.COLUMNS - 1);
    }
}
