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
 * @param cache where the framework keeps its bundles while it runs
 * @param log the directory of the log
 */
record Settings(Path home, Path data, Path conf, CacheDirectory cache, Path log) {

    /** As the command line says. */
    static Settings of(Path home, Path defaultData, Options options) throws IOException {
        Path data = Path.of(options.value(Options.DATA).orElse(defaultData.toString()));
        Path conf = Path.of(options.value(Options.CONF)
                .orElse(home.resolve("conf/allidb.yaml").toString()));
        Path log = directory(options, Options.LOG, home.resolve("log"));
        CacheDirectory cache = CacheDirectory.create(directory(options, Options.CACHE, home.resolve("cache")));
        return new Settings(home, data.toAbsolutePath(), conf.toAbsolutePath(), cache, log);
    }

    /** Returns a directory that an option names, or the one in the distribution; it is there then. */
    private static Path directory(Options options, String name, Path usual) throws IOException {
        Path directory = options.value(name).map(Path::of).orElse(usual).toAbsolutePath();
        return Files.isDirectory(directory) ? directory : Files.createDirectories(directory);
    }
}
