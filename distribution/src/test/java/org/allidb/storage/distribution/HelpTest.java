package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HelpTest {

    @Test
    void helpFitsOnATerminalOf80Columns() {
        Help.TEXT.lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }
}
