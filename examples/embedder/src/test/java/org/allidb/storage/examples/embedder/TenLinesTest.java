package org.allidb.storage.examples.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenLinesTest {

    @Test
    void writesAndReadsOnTheClassPath(@TempDir Path directory) {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            TenLines.main(new String[] {directory.toString()});
        } finally {
            System.setOut(console);
        }
        assertEquals(3, printed.toString(StandardCharsets.UTF_8).lines().count(), printed::toString);
    }
}
