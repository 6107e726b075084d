package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log: warnings to the console, everything to a file that rotates at 10 MB and keeps five. */
final class Logging {

    private static final int FILE_BYTES = 10_000_000;
    private static final int FILES = 5;

    private Logging() {}

    static void start(Path file, boolean informative) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT %4$-7s %3$s - %5$s%6$s%n");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler console = new ConsoleHandler();
        console.setLevel(informative ? Level.INFO : Level.SEVERE);
        FileHandler rotating = new FileHandler(file.toString(), FILE_BYTES, FILES, true);
        rotating.setFormatter(new SimpleFormatter());
        root.addHandler(console);
        root.addHandler(rotating);
        root.setLevel(Level.INFO);
    }
}
