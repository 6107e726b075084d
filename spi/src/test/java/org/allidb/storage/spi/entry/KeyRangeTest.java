package org.allidb.storage.spi.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A range has both of its ends, whichever range it is compared with. */
class KeyRangeTest {

    private static final KeyRange RANGE = range("d", "h");

    @Test
    void bothEndsAreInside() {
        for (String inside : new String[] {"d", "da", "g", "h"}) {
            assertEquals(true, contains(inside), inside);
        }
        for (String outside : new String[] {"", "c", "cz", "h\0", "ha", "i"}) {
            assertEquals(false, contains(outside), outside);
        }
    }

    @Test
    void rangesThatTouchOverlap() {
        for (KeyRange other :
                new KeyRange[] {range("a", "d"), range("h", "z"), range("e", "f"), range("a", "z"), RANGE}) {
            assertEquals(true, RANGE.overlaps(other));
            assertEquals(true, other.overlaps(RANGE));
        }
        for (KeyRange other : new KeyRange[] {range("a", "c"), range("ha", "z")}) {
            assertEquals(false, RANGE.overlaps(other));
            assertEquals(false, other.overlaps(RANGE));
        }
    }

    @Test
    void endOfAScanIsNotPartOfIt() {
        assertEquals(false, RANGE.overlaps(key("a"), key("d")));
        assertEquals(true, RANGE.overlaps(key("a"), key("d\0")));
        assertEquals(true, RANGE.overlaps(key("h"), key("z")));
        assertEquals(false, RANGE.overlaps(key("h\0"), key("z")));
    }

    @Test
    void emptyKeyIsNoBound() {
        assertEquals(true, RANGE.overlaps(key(""), key("")));
        assertEquals(true, RANGE.overlaps(key(""), key("e")));
        assertEquals(false, RANGE.overlaps(key(""), key("d")));
        assertEquals(true, RANGE.overlaps(key("h"), key("")));
        assertEquals(false, RANGE.overlaps(key("i"), key("")));
    }

    private static boolean contains(String key) {
        byte[] padded = key("x" + key + "y");
        return RANGE.contains(padded, 1, padded.length - 2);
    }

    private static KeyRange range(String first, String last) {
        return KeyRange.of(key(first), key(last));
    }

    private static byte[] key(String key) {
        return key.getBytes(US_ASCII);
    }
}
