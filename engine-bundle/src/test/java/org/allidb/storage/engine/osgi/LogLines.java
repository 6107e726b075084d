package org.allidb.storage.engine.osgi;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged: grade and message. */
final class LogLines implements System.Logger {

    private final List<String> lines = new ArrayList<>();

    /** The lines since it was asked last. */
    List<String> taken() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public String getName() {
        return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= Level.INFO.getSeverity();
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        add(level, message);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... parameters) {
        add(level, parameters == null || parameters.length == 0 ? format : MessageFormat.format(format, parameters));
    }

    private void add(Level level, String message) {
        if (isLoggable(level)) {
            lines.add(level + " " + message);
        }
    }
}
