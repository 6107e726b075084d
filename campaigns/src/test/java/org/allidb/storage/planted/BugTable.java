package org.allidb.storage.planted;

import java.util.Locale;

/** The rows of the table in docs/planted-bugs.md. */
final class BugTable {

    private final StringBuilder text =
            new StringBuilder("| bug | what it would do | noticed by | seconds |\n|---|---|---|---:|\n");

    void add(PlantedBug bug, String catcher, double seconds) {
        text.append(start(bug)).append(String.format(Locale.ROOT, "`%s` | %.1f |%n", catcher, seconds));
    }

    /** Whether a row is about a bug as it is now. */
    static boolean isOf(String row, PlantedBug bug) {
        return row.startsWith(start(bug))
                && bug.catchers().stream().anyMatch(catcher -> row.startsWith(start(bug) + "`" + catcher + "` |"));
    }

    private static String start(PlantedBug bug) {
        return "| `" + bug.name() + "` | " + bug.loss() + " | ";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
