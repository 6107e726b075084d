package org.allidb.storage.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParagraphsTest {

    @Test
    void shortTextIsOneLine() {
        assertEquals(List.of("short"), Paragraphs.lines("short", "  "));
        assertEquals(List.of("  indented"), Paragraphs.lines("  indented", "    "));
        assertEquals(List.of(""), Paragraphs.lines("", "  "));
        assertEquals(List.of("x".repeat(80)), Paragraphs.lines("x".repeat(80), "  "));
    }

    @Test
    void longTextIsBrokenAtSpacesAndLosesNoWord() {
        String text = "the quick brown fox jumps over the lazy dog ".repeat(6).strip();
        List<String> lines = Paragraphs.lines("  " + text, "    ");
        lines.forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(
                lines.size() == 4
                        && lines.getFirst().startsWith("  the")
                        && lines.get(1).startsWith("    "),
                lines.toString());
        assertEquals(text, String.join(" ", lines.stream().map(String::strip).toList()));
    }

    @Test
    void wordLongerThanALineStaysWhole() {
        String path = "/" + "x".repeat(100);
        assertEquals(List.of("in", " " + path, " it is"), Paragraphs.lines("in " + path + " it is", " "));
        assertEquals(List.of(path), Paragraphs.lines(path, " "));
    }
}
