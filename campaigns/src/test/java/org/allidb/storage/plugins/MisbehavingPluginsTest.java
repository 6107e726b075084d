package org.allidb.storage.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allidb.storage.semantics.LogLines;
import org.junit.jupiter.api.Test;

/**
 * Every kind of part that a plug-in may replace, times every misbehaviour. The table of docs/plugin-guide.md is its result.
 * {@code -Dallidb.golden.update=true} writes it again; {@code -Dallidb.cells=STRATEGY-.*} tries the cells whose names match, and prints
 * their table.
 */
class MisbehavingPluginsTest {

    private static final Path GUIDE = Path.of("../docs/plugin-guide.md");
    private static final String BEGIN = "<!-- MisbehavingPluginsTest writes the table -->\n";
    private static final String END = "<!-- the end of the table -->\n";
    /** Most of the time they wait. */
    private static final int AT_A_TIME = 20;

    private static final long WATCHDOG_SECONDS = 150;

    @Test
    void everyMisbehaviourOfEveryPartIsContained() throws Exception {
        Map<BadPart, Map<Misbehaviour, Effect>> effects = tryAll();
        if (System.getProperty("allidb.cells") != null) {
            System.out.println(table(effects));
            return;
        }
        String guide = Files.readString(GUIDE);
        int from = guide.indexOf(BEGIN) + BEGIN.length();
        int to = guide.indexOf(END);
        if (Boolean.getBoolean("allidb.golden.update")) {
            Files.writeString(GUIDE, guide.substring(0, from) + table(effects) + guide.substring(to));
        }
        assertEquals(
                table(effects),
                Files.readString(GUIDE).substring(from, Files.readString(GUIDE).indexOf(END)),
                GUIDE + " is out of date; run this test with -Dallidb.golden.update=true and read the difference");
    }

    private static Map<BadPart, Map<Misbehaviour, Effect>> tryAll() throws Exception {
        Map<BadPart, Map<Misbehaviour, Future<Effect>>> trials = new LinkedHashMap<>();
        Map<BadPart, Map<Misbehaviour, Effect>> effects = new LinkedHashMap<>();
        List<Throwable> failures = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                AT_A_TIME, task -> Thread.ofPlatform().daemon().name("trial").unstarted(task));
        try (LogLines log = LogLines.listen()) {
            for (BadPart part : BadPart.values()) {
                for (Misbehaviour what : Misbehaviour.values()) {
                    if (part.can(what) && (part + "-" + what).matches(System.getProperty("allidb.cells", ".*"))) {
                        trials.computeIfAbsent(part, first -> new LinkedHashMap<>())
                                .put(what, threads.submit(() -> new Trial(part, what, log.lines()).run()));
                    }
                }
            }
            trials.forEach((part, each) -> each.forEach((what, trial) -> {
                try {
                    effects.computeIfAbsent(part, first -> new LinkedHashMap<>())
                            .put(what, trial.get(WATCHDOG_SECONDS, TimeUnit.SECONDS));
                } catch (ExecutionException e) {
                    failures.add(new AssertionError(part + " " + what + ": " + e.getCause(), e.getCause()));
                } catch (TimeoutException | InterruptedException e) {
                    failures.add(new AssertionError(part + " " + what + " does not end: " + stacks(), e));
                }
            }));
        } finally {
            threads.shutdownNow();
        }
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(failures.size() + " failed: "
                    + String.join(
                            "\n", failures.stream().map(Throwable::getMessage).toList()));
            failures.forEach(all::addSuppressed);
            throw all;
        }
        return effects;
    }

    private static String stacks() {
        StringBuilder stacks = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getName().equals("trial") || thread.getName().equals("close")) {
                stacks.append('\n').append(thread.getName());
                for (StackTraceElement frame : stack) {
                    stacks.append("\n    ").append(frame);
                }
            }
        });
        return stacks.toString();
    }

    private static String table(Map<BadPart, Map<Misbehaviour, Effect>> effects) {
        StringBuilder table = new StringBuilder("| part | that | write | flush | merge | read | create | then |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        effects.forEach((part, each) -> {
            Effect always = each.getOrDefault(
                    Misbehaviour.EXCEPTION, each.values().iterator().next());
            Map<String, List<String>> byEffect = new LinkedHashMap<>();
            each.forEach((what, seen) -> {
                // which call it hits is chance
                Effect effect = what.isSometimesSound() ? always.nowAndThen() : seen;
                assertTrue(!what.isSometimesSound() || seen.isWithin(always), () -> part + " " + what + seen.cells());
                List<String> same = byEffect.computeIfAbsent(effect.cells(), first -> new ArrayList<>());
                if (!same.contains(what.title())) {
                    same.add(what.title());
                }
            });
            byEffect.forEach((cells, whats) -> table.append("| ")
                    .append(part.title())
                    .append(" | ")
                    .append(String.join(", ", whats))
                    .append(cells)
                    .append(" |\n"));
        });
        return table.toString();
    }
}
