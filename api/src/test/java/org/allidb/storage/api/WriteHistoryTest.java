package org.allidb.storage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of a recorded history. */
class WriteHistoryTest {

    @Test
    void linesSayWhatWasWrittenWhenAndInWhichSizes() {
        WriteHistory history = WriteHistory.parse(List.of(
                "# a comment",
                "",
                "row-bytes 1000",
                "tombstone-bytes 77",
                "expire 3600",
                "at 0.5 put 0..2 7 delete 5",
                "at 90 put",
                "put 8 delete 7..8"));
        assertEquals(3, history.flushes());
        assertArrayEquals(new int[] {0, 1, 2, 7}, history.puts(0));
        assertArrayEquals(new int[] {5}, history.deletes(0));
        assertArrayEquals(new int[0], history.puts(1));
        assertArrayEquals(new int[0], history.puts(2), "a delete in the same flush counts");
        assertArrayEquals(new int[] {7, 8}, history.deletes(2));
        assertEquals(Duration.ofMillis(500), history.time(0));
        assertEquals(Duration.ofSeconds(90), history.time(1));
        assertEquals(Duration.ofSeconds(150), history.time(2), "a minute after the one before");
        assertEquals(Duration.ofSeconds(270), history.time(4), "and so on");
        assertEquals(1_000, history.rowBytes());
        assertEquals(77, history.tombstoneBytes());
        assertEquals(Duration.ofHours(1), history.timeToLive());
    }

    @Test
    void whatLinesLeaveOutHasDefaults() {
        WriteHistory history = WriteHistory.parse(List.of("put 1", "put 1"));
        assertEquals(16 << 10, history.rowBytes());
        assertEquals(32, history.tombstoneBytes());
        assertEquals(Duration.ZERO, history.timeToLive());
        assertEquals(Duration.ofMinutes(1), history.time(0));
        assertEquals(Duration.ofMinutes(2), history.time(1));
    }

    @Test
    void recordedValuesCanBeReplaced() {
        WriteHistory recorded = WriteHistory.parse(List.of("row-bytes 9", "expire 1", "at 5 put 1", "at 7 put 1"));
        assertEquals(9, recorded.tombstoneBytes(), "never more than a row");
        assertEquals(
                Duration.ofSeconds(7), recorded.withTimeToLive(Duration.ZERO).time(1));
        WriteHistory changed =
                recorded.withRowBytes(20).withInterval(Duration.ofSeconds(30)).withDeletes(100);
        assertEquals(20, changed.rowBytes());
        assertEquals(20, changed.tombstoneBytes());
        assertEquals(Duration.ofSeconds(60), changed.time(1));
        assertEquals(Duration.ofSeconds(1), changed.timeToLive());
        assertArrayEquals(new int[] {1}, changed.deletes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0..9",
                "put x",
                "put 5..4",
                "put 10000000",
                "at put 1",
                "at 5",
                "at -1 put 1",
                "at 1 put 1",
                "row-bytes",
                "row-bytes 0",
                "row-bytes 1 2",
                "tombstone-bytes -3",
                "expire never",
                "rows 7"
            })
    void lineThatIsSomethingElseIsRefusedWithItsNumber(String line) {
        InvalidArgumentException refused =
                assertThrows(InvalidArgumentException.class, () -> WriteHistory.parse(List.of("at 2 put 0", line)));
        assertEquals(
                "line 2 of the history, '" + line
                        + "', is no flush: it takes 'put' or 'delete', then rows from 0 to 9999999, as in 'put 0..999"
                        + " 1200 delete 5..7', and before them 'at' and seconds, never less than in the line before; or"
                        + " one of 'row-bytes', 'tombstone-bytes' and 'expire', and a number",
                refused.getMessage());
    }

    @Test
    void historyWithoutAFlushIsRefused() {
        InvalidArgumentException refused = assertThrows(
                InvalidArgumentException.class, () -> WriteHistory.parse(List.of("# nothing", "expire 1")));
        assertEquals("the history has no flush; write a line for each, as in 'put 0..999'", refused.getMessage());
    }
}
