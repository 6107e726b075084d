package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The profile that the shell reads when it starts. */
class ShellProfileTest {

    /** Gogo takes an apostrophe between double quotes for the beginning of a quote, and gives up the rest of the file. */
    @Test
    void noLineLeavesAQuoteOpen() throws IOException {
        List<String> open = Files.readAllLines(Path.of("src/main/dist/etc/gosh_profile")).stream()
                .filter(line -> !line.startsWith("#"))
                .filter(line -> isOdd(line, '\'') || isOdd(line, '"'))
                .toList();
        assertEquals(List.of(), open);
    }

    private static boolean isOdd(String line, char quote) {
        return line.chars().filter(c -> c == quote).count() % 2 == 1;
    }
}
