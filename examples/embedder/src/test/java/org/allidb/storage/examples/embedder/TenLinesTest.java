package org.allidb.storage.examples.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenLinesTest {

    @Test
    void writesAndReadsOnTheClassPath(@TempDir Path directory) {
        String printed = Printed.by(() -> TenLines.main(new String[] {directory.toString()}));
        assertEquals(3, printed.lines().count(), printed);
    }
}
