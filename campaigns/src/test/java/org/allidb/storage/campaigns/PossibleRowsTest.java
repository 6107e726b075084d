package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.campaigns.Workload.Write;
import org.junit.jupiter.api.Test;

class PossibleRowsTest {

    private final PossibleRows rows = new PossibleRows();

    @Test
    void anAcknowledgedWriteIsThereAlthoughARefusedOneWouldHaveBeatenIt() {
        rows.doubtful(write("refused", 9));
        rows.certain(write("acknowledged", 5));
        assertPossible("refused", "acknowledged");
    }

    @Test
    void anAcknowledgedWriteOfAnOlderTimestampIsBeaten() {
        rows.certain(write("first", 9));
        rows.certain(write("second", 5));
        assertPossible("first");
    }

    @Test
    void theLaterOfTwoWritesOfOneTimestampWins() {
        rows.certain(write("first", 9));
        rows.certain(write("second", 9));
        assertPossible("second");
    }

    @Test
    void aRefusedWriteOfAnOlderTimestampChangesNothing() {
        rows.certain(write("first", 9));
        rows.doubtful(write("refused", 5));
        assertPossible("first");
    }

    @Test
    void aLaterWriteOfTheEnginesTimestampEndsTheDoubt() {
        rows.doubtful(write("refused", 0));
        rows.certain(write("acknowledged", 0));
        assertPossible("acknowledged");
    }

    private void assertPossible(String... values) {
        for (String value : new String[] {"refused", "acknowledged", "first", "second"}) {
            boolean possible = Set.of(values).contains(value);
            assertEquals(possible, rows.wrong(Map.of("key", value)).isEmpty(), value);
        }
        assertEquals(Set.of("key is missing"), rows.wrong(Map.of()));
    }

    private static Map<String, Write> write(String value, long stamp) {
        return Map.of("key", new Write(Optional.of(value), stamp));
    }
}
