package org.allidb.storage.benchmarks;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * What the command line asks for.
 *
 * @param entries entries of 16 + 100 bytes
 * @param seconds how long a timed workload is measured
 * @param rounds how often everything is done
 * @param engines which engines
 * @param workloads which workloads
 * @param out where the results are written
 * @param work where the stores are made
 */
record Options(
        int entries,
        double seconds,
        int rounds,
        List<EngineKind> engines,
        List<String> workloads,
        Path out,
        Path work) {

    private static final String FAST = "--fast";
    private static final List<String> WITH_VALUE =
            List.of("--entries", "--seconds", "--rounds", "--engines", "--workloads", "--out", "--work");
    private static final Path TARGET = Path.of("benchmarks", "target");
    private static final Options DEFAULTS = new Options(
            2_000_000,
            3,
            3,
            List.of(EngineKind.values()),
            Scenario.ids(false),
            TARGET.resolve("bench"),
            TARGET.resolve("bench-work"));
    private static final Options FAST_DEFAULTS = new Options(
            100_000,
            0.3,
            1,
            List.of(EngineKind.ALLIDB, EngineKind.ROCKSDB, EngineKind.LMDB, EngineKind.MVSTORE),
            DEFAULTS.workloads,
            DEFAULTS.out,
            DEFAULTS.work);

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if there is something in it that there should not be
     */
    static Options of(List<String> words) {
        Options options = words.contains(FAST) ? FAST_DEFAULTS : DEFAULTS;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (word.equals(FAST)) {
                continue;
            }
            if (!WITH_VALUE.contains(word)) {
                throw new IllegalArgumentException(
                        "there is no option '" + word + "'; './allidb bench --help' lists them");
            }
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(word + " needs a value");
            }
            options = options.with(word, rest.next());
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--entries" -> new Options(
                    number(name, value, 100, 100_000_000), seconds, rounds, engines, workloads, out, work);
            case "--seconds" -> new Options(entries, number(name, value, 1, 600), rounds, engines, workloads, out, work);
            case "--rounds" -> new Options(entries, seconds, number(name, value, 1, 100), engines, workloads, out, work);
            case "--engines" -> new Options(entries, seconds, rounds, engines(value), workloads, out, work);
            case "--workloads" -> new Options(entries, seconds, rounds, engines, workloads(value), out, work);
            case "--out" -> new Options(entries, seconds, rounds, engines, workloads, Path.of(value), work);
            case "--work" -> new Options(entries, seconds, rounds, engines, workloads, out, Path.of(value));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int number(String name, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.replace("_", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                name + " takes a whole number from " + least + " to " + most + ", not '" + value + "'");
    }

    private static List<EngineKind> engines(String value) {
        return List.of(value.split(",")).stream()
                .map(id -> EngineKind.of(id)
                        .orElseThrow(() -> new IllegalArgumentException("there is no engine '" + id + "'; use "
                                + String.join(", ", EngineKind.ids()))))
                .toList();
    }

    private static List<String> workloads(String value) {
        List<String> wanted = List.of(value.split(","));
        for (String id : wanted) {
            if (Scenario.workload(id).isEmpty()) {
                throw new IllegalArgumentException(
                        "there is no workload '" + id + "'; use " + String.join(", ", Scenario.ids(true)));
            }
        }
        return wanted;
    }
}
