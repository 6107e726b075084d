package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where things are.
 *
 * @param home the distribution
 * @param data the data directory
 * @param conf the configuration file
 * @param cache where the framework keeps its bundles while it runs
 * @param logFile the log
 */
record Settings(Path home, Path data, Path conf, Path cache, Path logFile) {

    private static final String DATA = "--data";
    private static final String CONF = "--conf";

    /** From the options of the command line. */
    static Settings of(Path home, Path defaultData, List<String> options) throws IOException {
        Path data = Path.of(option(options, DATA, defaultData.toString())).toAbsolutePath();
        Path conf = Path.of(option(options, CONF, home.resolve("conf/allidb.yaml").toString()));
        Path log = data.resolveSibling("log").resolve("allidb.log");
        return new Settings(home, data, conf.toAbsolutePath(), Files.createTempDirectory("allidb-cache"), log);
    }

    private static String option(List<String> options, String name, String byDefault) {
        int at = options.indexOf(name);
        if (at >= 0 && at == options.size() - 1) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return at >= 0 ? options.get(at + 1) : byDefault;
    }
}
