package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log: a line to the console, everything to a file that rotates at 10 MB, of which five are kept. */
final class Logging {

    private static final int FILE_BYTES = 10_000_000;
    private static final int FILES = 5;

    private volatile boolean failed;

    private Logging() {}

    /** Starts to log; the console shows warnings, or errors only. */
    static Logging start(Path directory, boolean warnings) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$-7s %3$s - %5$s%6$s%n");
        Logging logging = new Logging();
        Handler console = new ConsoleHandler();
        console.setLevel(warnings ? Level.WARNING : Level.SEVERE);
        console.setFormatter(logging.new Line());
        Handler file = new FileHandler(directory.resolve("allidb.%g.log").toString(), FILE_BYTES, FILES, true);
        file.setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(console);
        root.addHandler(file);
        root.setLevel(Level.INFO);
        return logging;
    }

    /** Whether an error was logged. */
    boolean failed() {
        return failed;
    }

    /** What a person at the console needs; the stack is in the file. */
    private final class Line extends Formatter {

        @Override
        public String format(LogRecord entry) {
            failed |= entry.getLevel() == Level.SEVERE;
            Throwable thrown = entry.getThrown();
            return entry.getLevel().getName().toLowerCase(java.util.Locale.ROOT) + ": " + formatMessage(entry)
                    + (thrown == null ? "" : ": " + thrown.getMessage()) + System.lineSeparator();
        }
    }
}
