package org.allidb.storage.kernel.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is next, by what each was served. */
class WeightedLineTest {

    private final WeightedLine<String, String> line = new WeightedLine<>();

    /** Serves the next one, which has more to do, and returns it. */
    private String serve(Map<String, Double> costs) {
        String owner = line.take();
        line.served(owner, costs.get(owner));
        line.add(owner, owner);
        return owner;
    }

    private Map<String, Integer> serve(int times, Map<String, Double> costs) {
        costs.keySet().stream().sorted().forEach(owner -> line.add(owner, owner));
        Map<String, Integer> turns = new HashMap<>();
        for (int i = 0; i < times; i++) {
            turns.merge(serve(costs), 1, Integer::sum);
        }
        return turns;
    }

    @Test
    void threeTimesTheWeightIsThreeTimesTheTurns() {
        assertEquals(Map.of("a", 300, "b", 100), serve(400, Map.of("a", 1.0 / 3, "b", 1.0)));
    }

    @Test
    void whoTakesTwiceAsLongHasHalfTheTurns() {
        assertEquals(Map.of("a", 100, "b", 200, "c", 200), serve(500, Map.of("a", 2.0, "b", 1.0, "c", 1.0)));
    }

    @Test
    void equalsAreServedInTurnInTheOrderTheyCame() {
        Map<String, Double> costs = Map.of("a", 1.0, "b", 1.0, "c", 1.0);
        List.of("c", "a", "b").forEach(owner -> line.add(owner, owner));
        assertEquals(
                List.of("c", "a", "b", "c", "a", "b"),
                java.util.stream.Stream.generate(() -> serve(costs)).limit(6).toList());
    }

    @Test
    void itemThatIsPassedByKeepsItsPlace() {
        List.of("a", "b", "c").forEach(owner -> line.add(owner, owner));
        assertEquals(Optional.of("b"), line.takeFirst(item -> !item.equals("a")));
        line.served("b", 1);
        line.add("b", "b");
        assertEquals(Optional.empty(), line.takeFirst("none"::equals));
        assertEquals("a", line.take());
        assertEquals("c", line.take());
        assertEquals("b", line.take());
    }

    @Test
    void whoRestedHasSavedNothingUpAndOwesNothing() {
        serve(100, Map.of("a", 1.0));
        line.add("late", "late");
        Map<String, Integer> turns = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            turns.merge(serve(Map.of("a", 1.0, "late", 1.0)), 1, Integer::sum);
        }
        assertEquals(Map.of("a", 10, "late", 10), turns);
    }

    @Test
    void whatTookLongIsChargedFromWhereItBegan() {
        line.add("long", "long");
        line.add("short", "short");
        assertEquals("long", line.take());
        for (int i = 0; i < 5; i++) {
            assertEquals("short", serve(Map.of("short", 1.0)));
        }
        line.served("long", 3);
        line.add("long", "long");
        // it was served 3 from 0 on, the other one 5
        assertEquals("long", line.take());
    }

    @Test
    void severalItemsOfOneOwnerAreOneClaim() {
        for (int i = 0; i < 5; i++) {
            line.add("a", "a" + i);
        }
        line.add("b", "b0");
        assertEquals("a0", line.take());
        line.served("a", 1);
        line.add("a", "a5");
        assertTrue(line.has("a"));
        line.remove("a");
        assertFalse(line.has("a"));
        assertEquals("b0", line.take());
        assertTrue(line.isEmpty());
        assertThrows(NoSuchElementException.class, line::take);
        // what was taken before the owner was removed may be done later
        line.served("a", 1);
    }
}
