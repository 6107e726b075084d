package org.allidb.storage.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingsTest {

    /** More than a process can have. */
    private static final String NO_PROCESS = Long.toString(1L << 40);

    @TempDir
    Path home;

    @Test
    void nothingButTheDataIsWhereTheDataIs(@TempDir Path elsewhere) throws IOException {
        Path foreign = Files.createDirectories(elsewhere.resolve("cache").resolve(NO_PROCESS));
        Settings settings = settings("--data", elsewhere.resolve("data").toString());
        assertEquals(elsewhere.resolve("data"), settings.data());
        assertTrue(settings.cache().startsWith(home) && settings.log().startsWith(home), settings.toString());
        assertTrue(Files.exists(foreign), "a directory of somebody else was deleted");
    }

    @Test
    void cacheOfAProcessThatIsGoneIsDeletedAndNoOther() throws IOException {
        Path gone = Files.createDirectories(home.resolve("cache").resolve(NO_PROCESS));
        Files.writeString(gone.resolve("bundle0"), "");
        Path alive = Files.createDirectories(
                home.resolve("cache").resolve(Long.toString(ProcessHandle.current().pid())));
        Path foreign = Files.createDirectories(home.resolve("cache").resolve("letters"));
        settings();
        assertTrue(Files.notExists(gone), "it stays for ever");
        assertTrue(Files.exists(alive) && Files.exists(foreign), "too much was deleted");
    }

    @Test
    void everythingHasItsPlaceInTheDistribution() throws IOException {
        Settings settings = settings();
        assertEquals(home.resolve("data"), settings.data());
        assertEquals(home.resolve("conf/allidb.yaml"), settings.conf());
    }

    private Settings settings(String... words) throws IOException {
        return Settings.of(
                home, home.resolve("data"), new Options("run", List.of(Options.DATA, Options.CONF), List.of(words)));
    }
}
