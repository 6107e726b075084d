package org.allidb.storage.examples.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskTheNotesTest {

    @Test
    void questionsFindTheirNotes(@TempDir Path directory) {
        assertEquals("""
            Where do the bees and the hive stand?
              Bees arrived; the hive stands behind the apple trees.
            What is known of the boiler of the house?
              The heating of the greenhouse was replaced; the old boiler leaked.
            """, Printed.by(() -> AskTheNotes.main(new String[] {directory.toString()})));
    }
}
