package org.allidb.storage.campaigns;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What each row may be when some writes were refused and it is not known which of those took effect. */
final class PossibleRows {

    private static final Set<Optional<String>> ABSENT = Set.of(Optional.empty());

    private final Map<String, Set<Optional<String>>> rows = new HashMap<>();

    /** A write was acknowledged. */
    void certain(Map<String, Optional<String>> effect) {
        effect.forEach((key, value) -> rows.put(key, Set.of(value)));
    }

    /** A write was refused, or may be lost. */
    void doubtful(Map<String, Optional<String>> effect) {
        effect.forEach((key, value) -> {
            Set<Optional<String>> possible = new LinkedHashSet<>(rows.getOrDefault(key, ABSENT));
            possible.add(value);
            rows.put(key, possible);
        });
    }

    /** What was found that cannot be, for a person; empty if all is well. */
    Set<String> wrong(Map<String, String> found) {
        Set<String> keys = new TreeSet<>(rows.keySet());
        keys.addAll(found.keySet());
        keys.removeIf(key -> rows.getOrDefault(key, ABSENT).contains(Optional.ofNullable(found.get(key))));
        Set<String> wrong = new TreeSet<>();
        keys.forEach(key -> wrong.add(key + " is "
                + (found.containsKey(key) ? "the value of step " + found.get(key).split(":")[0] : "missing")));
        return wrong;
    }
}
