package org.allidb.storage.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.allidb.storage.planted.Trial.Outcome;
import org.allidb.storage.planted.Trial.Result;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every planted bug still fits its source and compiles. A few that the seed chooses are planted, and the tests that are
 * to notice them do. {@code -Dallidb.planted=all} tries every one, and first that the same tests pass with nothing
 * planted. {@code -Dallidb.planted=wal/,vfs/} tries those whose names begin so.
 */
class PlantedBugsTest {

    private static final String ALL = "all";
    private static final int FEWEST_BUGS = 50;
    private static final int SAMPLE = 3;
    private static final String TABLE = "docs/planted-bugs.md";

    @TempDir
    Path folder;

    private final List<PlantedBug> bugs = Repository.bugs();
    private final String asked = System.getProperty("allidb.planted", "");

    /** A bug with the folder of its classes. */
    private record Planted(PlantedBug bug, Path classes) {}

    /** Which test noticed a bug, if one did, and after how long. */
    private record Hunt(PlantedBug bug, Optional<String> catcher, double seconds) {}

    @Test
    void everyBugFitsItsSourceAndIsNoticed() throws Exception {
        assertTrue(bugs.size() >= FEWEST_BUGS, bugs.size() + " planted bugs");
        for (PlantedBug bug : bugs) {
            bug.catchers().forEach(catcher -> Repository.testsWith(PlantedBug.className(catcher)));
        }
        List<Planted> planted = plantAll();
        Set<PlantedBug> chosen = chosen();
        if (asked.equals(ALL)) {
            assertEquals(List.of(), failingWithNothingPlanted());
        }
        List<Hunt> hunts = inParallel(planted.stream()
                .filter(each -> chosen.contains(each.bug()))
                .map(each -> (Callable<Hunt>) () -> hunt(each))
                .toList());
        BugTable table = new BugTable();
        List<String> survivors = new ArrayList<>();
        for (Hunt hunt : hunts) {
            hunt.catcher()
                    .ifPresentOrElse(
                            catcher -> table.add(hunt.bug(), catcher, hunt.seconds()),
                            () -> survivors.add(hunt.bug().name()));
        }
        if (asked.equals(ALL)) {
            Files.writeString(Repository.built("planted-bugs.md"), table.toString());
        }
        assertEquals(List.of(), survivors, "nobody noticed these bugs; what was printed is in target/planted");
        System.out.println("PlantedBugsTest: " + hunts.size() + " of " + bugs.size() + " bugs tried, all noticed");
    }

    @Test
    void tableInTheDocumentationIsOfTheseBugs() {
        Set<String> rows = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        Repository.text(TABLE).lines().filter(line -> line.startsWith("| `")).forEach(rows::add);
        for (PlantedBug bug : bugs) {
            if (!rows.removeIf(row -> BugTable.isOf(row, bug))) {
                missing.add(bug.name());
            }
        }
        assertEquals(Set.of(), missing, "not in " + TABLE + "; -Dallidb.planted=all makes target/planted-bugs.md");
        assertEquals(Set.of(), rows, "in " + TABLE + ", but no bugs");
    }

    private List<Planted> plantAll() throws IOException {
        try (Nursery nursery = new Nursery(folder)) {
            assertEquals(List.of(), nursery.grow(bugs));
            return bugs.stream()
                    .map(bug -> new Planted(bug, nursery.classes(bug)))
                    .toList();
        }
    }

    private Set<PlantedBug> chosen() {
        if (asked.equals(ALL)) {
            return Set.copyOf(bugs);
        }
        if (!asked.isEmpty()) {
            List<String> prefixes = List.of(asked.split(","));
            return bugs.stream()
                    .filter(bug -> prefixes.stream().anyMatch(bug.name()::startsWith))
                    .collect(Collectors.toSet());
        }
        List<PlantedBug> shuffled = new ArrayList<>(bugs);
        Collections.shuffle(shuffled, new Random(Seed.get()));
        return Set.copyOf(shuffled.subList(0, SAMPLE));
    }

    /** Runs the catchers until one notices. */
    private static Hunt hunt(Planted planted) throws IOException, InterruptedException {
        double seconds = 0;
        for (String catcher : planted.bug().catchers()) {
            Result result =
                    run(catcher, Optional.of(planted.classes()), planted.bug().name());
            seconds += result.seconds();
            if (result.outcome() == Outcome.FAILED) {
                return new Hunt(planted.bug(), Optional.of(catcher), seconds);
            }
        }
        return new Hunt(planted.bug(), Optional.empty(), seconds);
    }

    private List<String> failingWithNothingPlanted() throws Exception {
        Set<String> catchers = new TreeSet<>();
        bugs.forEach(bug -> catchers.addAll(bug.catchers()));
        List<Callable<String>> controls = new ArrayList<>();
        for (String catcher : catchers) {
            controls.add(() -> {
                Result result = run(catcher, Optional.empty(), "nothing");
                return result.outcome() == Outcome.PASSED ? "" : catcher + ":\n" + result.output();
            });
        }
        return inParallel(controls).stream()
                .filter(failure -> !failure.isEmpty())
                .toList();
    }

    private static Result run(String catcher, Optional<Path> classes, String bug)
            throws IOException, InterruptedException {
        Path output = Repository.built("planted").resolve(bug).resolve(catcher + ".txt");
        Result result = new Trial(PlantedBug.className(catcher), classes).run(output);
        System.out.printf("%s: %s %s, %.1f s%n", bug, catcher, result.outcome(), result.seconds());
        return result;
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
