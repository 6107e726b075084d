package org.allidb.storage.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactionScalingTest {

    @ParameterizedTest
    @CsvSource({"T4, 4, 4, T4", "L10, 10, 2, L10", "N, 2, 2, N", "T2, 2, 2, N", "l2, 2, 2, N", "t100, 100, 100, T100"})
    void tieredMergesAsManyRunsAsALevelIsLargerAndLeveledTwo(String text, int factor, int threshold, String notation) {
        CompactionScaling scaling = CompactionScaling.parse(text);
        for (int level : new int[] {0, 1, 40}) {
            assertEquals(factor, scaling.fanFactor(level));
            assertEquals(threshold, scaling.threshold(level));
            assertEquals(notation, scaling.notation(level));
        }
    }

    @Test
    void lastLevelIsForAllBelow() {
        CompactionScaling scaling = CompactionScaling.parse("T8,N , L10");
        assertEquals("T8", scaling.notation(0));
        assertEquals("N", scaling.notation(1));
        assertEquals("L10", scaling.notation(2));
        assertEquals("L10", scaling.notation(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "T", "T1", "T101", "L0", "X4", "4", "N2", "T-4", "T4,", "T4;L10", "T99999999999"})
    void anythingElseIsRefusedWhenItIsConfigured(String text) {
        InvalidArgumentException refused = assertThrows(
                InvalidArgumentException.class, () -> Options.make(CompactionOptions.class, Map.of("scaling", text)));
        String word = text.equals("T4,") ? "" : text;
        assertEquals(
                "'" + word + "' is no level of '" + text
                        + "', the value for 'scaling' in section 'compaction': it takes"
                        + " levels separated by commas, each T and a number from 2 to 100 (tiered), L and such a number"
                        + " (leveled), or N, for example T4 or T8, N, L10",
                refused.getMessage());
    }
}
