package org.allidb.storage.campaigns;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.campaigns.Workload.Write;

/**
 * What each row may be when some writes were refused and it is not known which of those took effect. Of two writes the
 * one with the greater timestamp of the caller's wins, or the later one if both have the same. So a refused write may
 * beat a later one that was acknowledged. And an acknowledged write may be what is left because a refused one was lost.
 */
final class PossibleRows {

    private static final Set<Write> ABSENT = Set.of(new Write(Optional.empty(), 0));

    private final Map<String, Set<Write>> rows = new HashMap<>();

    /** A write was acknowledged. */
    void certain(Map<String, Write> effect) {
        effect.forEach((key, write) -> rows.put(key, after(possible(key), write)));
    }

    /** A write was refused, or may be lost. */
    void doubtful(Map<String, Write> effect) {
        effect.forEach((key, write) -> {
            Set<Write> possible = new LinkedHashSet<>(possible(key));
            possible.addAll(after(possible(key), write));
            rows.put(key, possible);
        });
    }

    /** What was found that cannot be, for a person; empty if all is well. */
    Set<String> wrong(Map<String, String> found) {
        Set<String> keys = new TreeSet<>(rows.keySet());
        keys.addAll(found.keySet());
        keys.removeIf(key ->
                possible(key).stream().anyMatch(write -> write.value().equals(Optional.ofNullable(found.get(key)))));
        Set<String> wrong = new TreeSet<>();
        keys.forEach(key -> wrong.add(key + " is "
                + (found.containsKey(key)
                        ? "the value of step " + found.get(key).split(":")[0]
                        : "missing")));
        return wrong;
    }

    private Set<Write> possible(String key) {
        return rows.getOrDefault(key, ABSENT);
    }

    /** What a row may be once a write took effect. */
    private static Set<Write> after(Set<Write> before, Write write) {
        Set<Write> after = new LinkedHashSet<>();
        before.forEach(old -> after.add(old.stamp() > write.stamp() ? old : write));
        return after;
    }
}
