package org.allidb.storage.planted;

import java.util.ArrayList;
import java.util.List;

/**
 * A breakage: what it does to one source file, why that loses data, and who must notice. Its text is
 *
 * <pre>
 *   file: wal-bundle/src/main/java/...      the source, from the root of the repository
 *   loss: a flipped byte is replayed        what would become of a user's data
 *   caught by: wal.internal.DamageTest      test classes below org.allidb.storage, the quickest first, with commas
 *   --- was
 *   lines of the source, which must be there exactly once
 *   --- planted
 *   what takes their place
 *   --- end
 * </pre>
 *
 * The lines from "was" to "planted" can come several times.
 *
 * @param name folder and name of the text
 * @param file the source
 * @param loss one line
 * @param catchers names of test classes
 * @param changes what is replaced
 */
record PlantedBug(String name, String file, String loss, List<String> catchers, List<Change> changes) {

    private static final String ROOT = "org.allidb.storage.";

    /**
     * A replacement.
     *
     * @param was whole lines
     * @param planted whole lines, or none
     */
    record Change(String was, String planted) {}

    static PlantedBug parse(String name, String text) {
        List<String> lines = text.lines().toList();
        List<Change> changes = new ArrayList<>();
        StringBuilder was = new StringBuilder();
        StringBuilder planted = new StringBuilder();
        StringBuilder into = null;
        for (String line : lines.subList(3, lines.size())) {
            switch (line) {
                case "--- was" -> {
                    close(was, planted, changes);
                    into = was;
                }
                case "--- planted" -> into = planted;
                case "--- end" -> {
                    close(was, planted, changes);
                    into = null;
                }
                default -> {
                    if (into == null) {
                        throw new IllegalArgumentException(name + ": belongs to nothing: " + line);
                    }
                    into.append(line).append('\n');
                }
            }
        }
        if (into != null || changes.isEmpty()) {
            throw new IllegalArgumentException(name + ": has no end, or changes nothing");
        }
        List<String> catchers = List.of(field(name, lines.get(2), "caught by: ").split(", "));
        return new PlantedBug(
                name, field(name, lines.get(0), "file: "), field(name, lines.get(1), "loss: "), catchers, changes);
    }

    /** The source with the bug in it; the source must be the one that the bug was made for. */
    String plant(String source) {
        String result = source;
        for (Change change : changes) {
            int at = result.indexOf(change.was());
            if (at < 0 || result.indexOf(change.was(), at + 1) >= 0) {
                throw new IllegalStateException("the planted bug " + name + " is stale: " + file + " has these lines "
                        + (at < 0 ? "not at all" : "more than once") + ":\n" + change.was());
            }
            result = result.substring(0, at)
                    + change.planted()
                    + result.substring(at + change.was().length());
        }
        return result;
    }

    /** The folder of the source's module. */
    String module() {
        return file.substring(0, file.indexOf('/'));
    }

    /** The full name of a class that is named below the root package. */
    static String className(String catcher) {
        return ROOT + catcher;
    }

    private static void close(StringBuilder was, StringBuilder planted, List<Change> changes) {
        if (!was.isEmpty()) {
            changes.add(new Change(was.toString(), planted.toString()));
        }
        was.setLength(0);
        planted.setLength(0);
    }

    private static String field(String name, String line, String key) {
        if (!line.startsWith(key) || line.length() == key.length()) {
            throw new IllegalArgumentException(name + ": wanted '" + key + "…', found '" + line + "'");
        }
        return line.substring(key.length());
    }
}
