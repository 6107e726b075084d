package org.allidb.storage.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAligned() {
        TextTable table = new TextTable("NAME", "SIZE>", "STATE");
        table.add("a", 5, "open");
        table.add("longer", "12,345", "");
        assertEquals("""
            NAME      SIZE  STATE
            ──────  ──────  ─────
            a            5  open
            longer  12,345
            """, text(table, 80));
    }

    @Test
    void anEmptyTableHasItsHeading() {
        assertEquals("""
            NAME  SIZE
            ────  ────
            """, text(new TextTable("NAME", "SIZE>"), 80));
    }

    @Test
    void partsHaveTheSameColumns() {
        TextTable table = new TextTable("", "BEFORE>", "AFTER>");
        table.part("reads");
        table.add("get", 1, 2);
        table.part("nothing");
        table.part("writes of many rows");
        table.add("put", "1,000,000", 4);
        assertEquals("""
            reads                   BEFORE  AFTER
            ───────────────────  ─────────  ─────
            get                          1      2

            writes of many rows     BEFORE  AFTER
            ───────────────────  ─────────  ─────
            put                  1,000,000      4
            """, text(table, 80));
    }

    @Test
    void theLastColumnIsCutWithAnEllipsis() {
        TextTable table = new TextTable("KEY", "CONTENT");
        table.add("k", "0123456789abcdef");
        assertEquals("""
            KEY  CONTENT
            ───  ───────────
            k    0123456789…
            """, text(table, 16));
        table.lines(16).forEach(line -> assertTrue(line.length() <= 16, line));
    }

    @Test
    void theLastColumnIsNeverCutToNothing() {
        TextTable table = new TextTable("A LONG HEADING", "CONTENT");
        table.add("k", "0123456789abcdef");
        assertEquals("""
            A LONG HEADING  CONTENT
            ──────────────  ────────
            k               0123456…
            """, text(table, 10));
    }

    @Test
    void theWidestColumnsAreCutWhenTheLastOneCannotGiveEnough() {
        TextTable table = new TextTable("ENTITY", "QUALIFIER", "CONTENT");
        table.add("e".repeat(20), "q".repeat(60), "c".repeat(60));
        String line = table.lines(60).getLast();
        assertEquals("e".repeat(20) + "  " + "q".repeat(27) + "…  " + "c".repeat(7) + "…", line);
    }

    @Test
    void wrappedTextGoesOnBelow() {
        TextTable table = new TextTable("AT", "WHAT").wrapped();
        table.add("1", "the quick brown fox jumps");
        table.add("2", "short");
        assertEquals("""
            AT  WHAT
            ──  ────────────
            1   the quick
                brown fox
                jumps
            2   short
            """, text(table, 16));
    }

    @Test
    void controlCharactersCannotBreakTheTerminal() {
        TextTable table = new TextTable("CONTENT");
        table.add("a\nb\u001B[31mc\td");
        assertEquals("a·b·[31mc·d", table.lines(80).getLast());
    }

    @Test
    void aRowNeedsACellForEachColumn() {
        TextTable table = new TextTable("A", "B");
        assertEquals(
                "1 cells for 2 columns",
                assertThrows(IllegalArgumentException.class, () -> table.add("a"))
                        .getMessage());
    }

    private static String text(TextTable table, int width) {
        List<String> lines = table.lines(width);
        return String.join("\n", lines) + "\n";
    }
}
