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
 * @param cache where the framework keeps its bundles while it runs; in the distribution, where nothing else can be
 * @param log the directory of the log
 */
record Settings(Path home, Path data, Path conf, Path cache, Path log) {

    /** As the command line says. */
    static Settings of(Path home, Path defaultData, Options options) throws IOException {
        Path data = Path.of(options.value(Options.DATA).orElse(defaultData.toString()));
        Path conf = Path.of(options.value(Options.CONF)
                .orElse(home.resolve("conf/allidb.yaml").toString()));
        Path log = home.resolve("log");
        Files.createDirectories(log);
        Path caches = Files.createDirectories(home.resolve("cache"));
        deleteAbandoned(caches);
        Path cache = caches.resolve(Long.toString(ProcessHandle.current().pid()));
        return new Settings(home, data.toAbsolutePath(), conf.toAbsolutePath(), cache, log);
    }

    /** Deletes the caches of processes that were killed: each is named by the number of its process. */
    private static void deleteAbandoned(Path caches) throws IOException {
        List<Path> all;
        try (Stream<Path> each = Files.list(caches)) {
            all = each.filter(cache -> cache.getFileName().toString().matches("[0-9]{1,18}"))
                    .toList();
        }
        for (Path cache : all) {
            long pid = Long.parseLong(cache.getFileName().toString());
            if (ProcessHandle.of(pid).isEmpty()) {
                Directories.delete(cache);
            }
        }
    }
}
