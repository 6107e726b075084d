package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.Test;

/** Sets of bundles are closed: each bundle in them finds in them, or in the framework, what it needs. */
public class ResolutionTest {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    public void distributionIsClosed() throws Exception {
        assertEquals(List.of(), missing(Container.allJars()));
    }

    /** A set that is not closed says what is missing. */
    @Test
    public void missingPackagesAndPartsAreNamed() throws Exception {
        List<Path> jars = new ArrayList<>(Container.allJars());
        jars.remove(jar("snakeyaml"));
        jars.remove(jar("allidb-storage-memtable"));
        String missing = String.join("\n", missing(jars));
        assertTrue(missing, missing.contains("org.yaml.snakeyaml"));
        assertTrue(missing, missing.contains("org.allidb.storage.engine needs allidb.memtable"));
    }

    /** The first row of the table in docs/embedding.md is the smallest storage; each other row is closed beside it. */
    @Test
    public void setsOfTheGuideAreClosedAndHaveNothingInVain() throws Exception {
        Map<List<Path>, List<Path>> rows = rows();
        List<Path> smallest = new ArrayList<>();
        List<Path> unnamed = new ArrayList<>(Container.allJars());
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<List<Path>, List<Path>> row : rows.entrySet()) {
            List<Path> set = new ArrayList<>(smallest);
            set.addAll(row.getKey());
            set.addAll(row.getValue());
            try (BareFramework framework = new BareFramework(Container.scratch(ResolutionTest.class), set)) {
                List<String> missing = framework.missing();
                if (!missing.isEmpty()) {
                    wrong.add(row.getKey() + " needs more than its row says: " + missing);
                }
                for (Path other : row.getValue()) {
                    if (missing.isEmpty() && !framework.isNeeded(other)) {
                        wrong.add(row.getKey() + " does not need " + other.getFileName());
                    }
                }
            }
            if (smallest.isEmpty()) {
                smallest.addAll(set);
            }
            unnamed.removeAll(set);
        }
        assertEquals(List.of(), wrong);
        assertEquals("bundles that no row has", List.of(), unnamed);
    }

    /** The bundles of the first row. */
    static List<Path> smallest() throws IOException {
        Map.Entry<List<Path>, List<Path>> first = rows().entrySet().iterator().next();
        List<Path> jars = new ArrayList<>(first.getKey());
        jars.addAll(first.getValue());
        return jars;
    }

    private static List<String> missing(List<Path> jars) throws Exception {
        try (BareFramework framework = new BareFramework(Container.scratch(ResolutionTest.class), jars)) {
            return framework.missing();
        }
    }

    private static Map<List<Path>, List<Path>> rows() throws IOException {
        Map<List<Path>, List<Path>> rows = new LinkedHashMap<>();
        boolean table = false;
        for (String line : Files.readAllLines(Container.guide("embedding.md"))) {
            table = line.startsWith(table ? "|" : "| for | others' bundles |");
            if (table && line.contains("`")) {
                String[] cells = line.split("\\|");
                rows.put(jars("allidb-storage-", cells[1]), jars("", cells[2]));
            }
        }
        assertFalse(rows.isEmpty());
        return rows;
    }

    private static List<Path> jars(String prefix, String cell) {
        return NAME.matcher(cell)
                .results()
                .map((MatchResult name) -> jar(prefix + name.group(1)))
                .toList();
    }

    private static Path jar(String artifact) {
        return Container.allJars().stream()
                .filter(file -> file.getFileName().toString().matches(Pattern.quote(artifact) + "-[0-9].*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the distribution has no bundle " + artifact));
    }
}
