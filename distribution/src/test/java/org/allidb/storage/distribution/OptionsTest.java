package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static final List<String> KNOWN = List.of(Options.DATA, Options.NO_SHELL);

    @Test
    void optionsAreFoundInAnyOrder() {
        Options options = new Options("run", KNOWN, List.of("--no-shell", "--data", "somewhere"));
        assertTrue(options.has(Options.NO_SHELL));
        assertEquals(Optional.of("somewhere"), options.value(Options.DATA));
        assertFalse(new Options("run", KNOWN, List.of()).has(Options.NO_SHELL));
    }

    @Test
    void unknownOptionIsRefusedWithThoseThereAre() {
        assertEquals("'run' has no option '--dtaa'; it has --data, --no-shell", refused("--dtaa", "x"));
        assertEquals("'run' has no option 'x'; it has --data, --no-shell", refused("--no-shell", "x"));
    }

    @Test
    void missingValueIsTold() {
        assertEquals("--data needs a value", refused("--data"));
    }

    private static String refused(String... words) {
        return assertThrows(IllegalArgumentException.class, () -> new Options("run", KNOWN, List.of(words)))
                .getMessage();
    }
}
