package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The log: what matters in a line to the console, everything with its stack to a file that rotates at 10 MB, of which five
 * are kept. The storage's events (flushes, compactions, tenants, quotas, swaps) are in the file too.
 */
final class Logging {

    private static final int FILE_BYTES = 10_000_000;
    private static final int FILES = 5;
    /** Held here, because a logger that is not referenced forgets its level. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.allidb.storage"), Logger.getLogger("org.jline"));

    private volatile boolean failed;

    private Logging() {}

    /**
     * Starts to log.
     *
     * @param directory of the file
     * @param console what is at least so grave is printed
     */
    static Logging start(Path directory, Level console) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$-7s %3$s - %5$s%6$s%n");
        Logging logging = new Logging();
        Handler lines = new ConsoleHandler();
        lines.setLevel(console);
        lines.setFormatter(logging.new Line());
        Handler file = new FileHandler(directory.resolve("allidb.%g.log").toString(), FILE_BYTES, FILES, true);
        file.setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        // the file first: when the console has an error the program may end, and the file is closed
        root.addHandler(file);
        root.addHandler(lines);
        root.setLevel(Level.INFO);
        LOGGERS.get(0).setLevel(Level.FINE);
        // it warns that a terminal that is none is none
        LOGGERS.get(1).setLevel(Level.SEVERE);
        return logging;
    }

    /** Returns whether an error was logged. */
    boolean failed() {
        return failed;
    }

    /** What a person at the console needs; the stack is in the file. */
    private final class Line extends Formatter {

        @Override
        public String format(LogRecord entry) {
            failed |= entry.getLevel() == Level.SEVERE;
            Throwable thrown = entry.getThrown();
            String grade = entry.getLevel() == Level.SEVERE
                    ? "error"
                    : entry.getLevel().getName().toLowerCase(Locale.ROOT);
            return grade + ": " + formatMessage(entry) + (thrown == null ? "" : ": " + thrown.getMessage())
                    + System.lineSeparator();
        }
    }
}
