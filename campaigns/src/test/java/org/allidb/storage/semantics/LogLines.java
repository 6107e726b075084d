package org.allidb.storage.semantics;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the storage logs from {@code INFO} on until this is closed, also that of other tests that run meanwhile. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("org.allidb.storage");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private LogLines() {}

    /** Begins to listen. */
    public static LogLines listen() {
        LogLines lines = new LogLines();
        lines.logger.setLevel(Level.INFO);
        lines.logger.setUseParentHandlers(false);
        lines.logger.addHandler(lines);
        return lines;
    }

    /** Returns the lines until now, in their order; it grows. */
    public Queue<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
