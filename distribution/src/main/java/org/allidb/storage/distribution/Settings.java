package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param home the distribution
 * @param data the data directory
 * @param conf the configuration file
 * @param cache where the framework keeps its bundles while it runs; in the distribution, where nothing else can be
 * @param log the directory of the log
 */
record Settings(Path home, Path data, Path conf, CacheDirectory cache, Path log) {

    /** As the command line says. */
    static Settings of(Path home, Path defaultData, Options options) throws IOException {
        Path data = Path.of(options.value(Options.DATA).orElse(defaultData.toString()));
        Path conf = Path.of(options.value(Options.CONF)
                .orElse(home.resolve("conf/allidb.yaml").toString()));
        Path log = home.resolve("log");
        Files.createDirectories(log);
        Path caches = Files.createDirectories(home.resolve("cache"));
        CacheDirectory cache = CacheDirectory.create(caches);
        return new Settings(home, data.toAbsolutePath(), conf.toAbsolutePath(), cache, log);
    }
}
