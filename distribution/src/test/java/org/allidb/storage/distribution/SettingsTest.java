package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path home;

    @Test
    void nothingButTheDataIsWhereTheDataIs(@TempDir Path elsewhere) throws IOException {
        Path foreign = Files.createDirectories(elsewhere.resolve("cache").resolve("run-0123456789abcdef"));
        Settings settings = settings("--data", elsewhere.resolve("data").toString());
        assertEquals(elsewhere.resolve("data"), settings.data());
        assertTrue(settings.cache().path().startsWith(home) && settings.log().startsWith(home), settings.toString());
        assertTrue(Files.exists(foreign), "a directory of somebody else was deleted");
    }

    @Test
    void everythingHasItsPlaceInTheDistribution() throws IOException {
        Settings settings = settings();
        assertEquals(home.resolve("data"), settings.data());
        assertEquals(home.resolve("conf/allidb.yaml"), settings.conf());
    }

    /** An installation may be read-only. */
    @Test
    void logAndCacheCanBeElsewhere(@TempDir Path elsewhere) throws IOException {
        Path log = elsewhere.resolve("a/log");
        Path cache = Files.createDirectories(elsewhere.resolve("really"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), cache);
        Settings settings = settings("--log", log.toString(), "--cache", link.toString());
        assertEquals(log, settings.log());
        assertTrue(Files.isDirectory(log));
        assertEquals(link, settings.cache().path().getParent());
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private Settings settings(String... words) throws IOException {
        return Settings.of(
                home,
                home.resolve("data"),
                new Options("run", List.of(Options.DATA, Options.CONF, Options.LOG, Options.CACHE), List.of(words)));
    }
}
