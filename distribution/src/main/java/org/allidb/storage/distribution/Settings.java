package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are.
 *
 * @param home the distribution
 * @param data the data directory
 * @param conf the configuration file
 * @param cache where the framework keeps its bundles while it runs
 * @param log the directory of the log
 */
record Settings(Path home, Path data, Path conf, Path cache, Path log) {

    private static final String DATA = "--data";
    private static final String CONF = "--conf";

    /** From the options of the command line. */
    static Settings of(Path home, Path defaultData, List<String> options) throws IOException {
        Path data = Path.of(option(options, DATA, defaultData.toString())).toAbsolutePath();
        Path conf = Path.of(option(options, CONF, home.resolve("conf/allidb.yaml").toString()));
        Path caches = data.resolveSibling("cache");
        Path log = data.resolveSibling("log");
        Files.createDirectories(log);
        deleteAbandoned(caches);
        Path cache = caches.resolve(Long.toString(ProcessHandle.current().pid()));
        return new Settings(home, data, conf.toAbsolutePath(), cache, log);
    }

    /** Deletes the caches of processes that were killed. */
    private static void deleteAbandoned(Path caches) throws IOException {
        Files.createDirectories(caches);
        List<Path> all;
        try (Stream<Path> each = Files.list(caches)) {
            all = each.toList();
        }
        for (Path cache : all) {
            long pid = Long.parseLong(cache.getFileName().toString());
            if (ProcessHandle.of(pid).isEmpty()) {
                Directories.delete(cache);
            }
        }
    }

    private static String option(List<String> options, String name, String byDefault) {
        int at = options.indexOf(name);
        if (at >= 0 && at == options.size() - 1) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return at >= 0 ? options.get(at + 1) : byDefault;
    }
}
