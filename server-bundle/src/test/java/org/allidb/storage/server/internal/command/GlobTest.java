package org.allidb.storage.server.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns of SCAN and KEYS. */
class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* '' true",
                "* abc true",
                "a* abc true",
                "a* bc false",
                "*c abc true",
                "a*c abbc true",
                "a*b*c aXbXbXc true",
                "a*b*c aXcXb false",
                "a?c abc true",
                "a?c ac false",
                "a[bx]c axc true",
                "a[^bx]c axc false",
                "a[^bx]c ayc true",
                "a[b-d]c acc true",
                "a[d-b]c acc true",
                "a[b-d]c aec false",
                "a\\*c a*c true",
                "a\\*c abc false",
                "a[\\]]c a]c true",
                "a[bc ab true",
                "abc abcd false",
                "'' '' true",
                "'' a false",
                "a\\ a\\ true",
            })
    void fits(String pattern, String text, boolean expected) {
        assertEquals(expected, glob(pattern).fits(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"abc, abc", "a*c, a", "*, ''", "a[b], a", "a\\*, a", "a?, a"})
    void prefixIsWhatEverythingBeginsWith(String pattern, String expected) {
        assertEquals(expected, new String(glob(pattern).prefix(), StandardCharsets.UTF_8));
    }

    /** A pattern that takes others exponential time. */
    @Test
    void manyStarsTakeLittleTime() {
        assertEquals(false, glob("a*".repeat(50) + "b").fits("a".repeat(10_000).getBytes(StandardCharsets.UTF_8)));
    }

    private static Glob glob(String pattern) {
        return new Glob(pattern.getBytes(StandardCharsets.UTF_8));
    }
}
