package org.allidb.storage.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * What the command line asks for.
 *
 * @param sizes numbers of entries of 16 + 100 bytes, rising; everything is done with each
 * @param seconds how long a timed workload is measured
 * @param rounds how often everything is done
 * @param heapMegabytes the heap of each JVM
 * @param memoryMegabytes the limit of the memory and page cache of each JVM; 0 for none
 * @param engines which engines
 * @param workloads which workloads
 * @param report results to be reported on again, with nothing measured; none to measure
 * @param readme whether the documentation's charts and tables are written too
 * @param out where the results are written
 * @param work where the stores are made
 */
record Options(
        List<Integer> sizes,
        double seconds,
        int rounds,
        int heapMegabytes,
        int memoryMegabytes,
        List<EngineKind> engines,
        List<String> workloads,
        List<Path> report,
        boolean readme,
        Path out,
        Path work) {

    private static final String FAST = "--fast";
    private static final String README = "--readme";
    private static final List<String> WITH_VALUE = List.of(
            "--entries", "--seconds", "--rounds", "--heap", "--memory", "--engines", "--workloads", "--report", "--out", "--work");
    private static final Map<String, String> FAST_VALUES = Map.of(
            "--entries", "100000", "--seconds", "0.3", "--rounds", "1", "--engines", "allidb,rocksdb,lmdb,mvstore");
    private static final int MOST_ENTRIES = 100_000_000;
    private static final int MOST_MEGABYTES = 1 << 20;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if there is something in it that there should not be
     */
    static Options of(List<String> words) {
        Map<String, String> values = new HashMap<>(words.contains(FAST) ? FAST_VALUES : Map.of());
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (WITH_VALUE.contains(word)) {
                if (!rest.hasNext()) {
                    throw new IllegalArgumentException(word + " needs a value");
                }
                values.put(word, rest.next());
            } else if (!word.equals(FAST) && !word.equals(README)) {
                throw new IllegalArgumentException(
                        "there is no option '" + word + "'; './allidb bench --help' lists them");
            }
        }
        return of(values, words.contains(README));
    }

    private static Options of(Map<String, String> values, boolean readme) {
        Options options = new Options(
                sizes(values.getOrDefault("--entries", "2000000")),
                seconds(values.getOrDefault("--seconds", "3")),
                number(values, "--rounds", "3", 1, 100),
                number(values, "--heap", "4096", 64, MOST_MEGABYTES),
                number(values, "--memory", "0", 0, MOST_MEGABYTES),
                engines(values.getOrDefault("--engines", String.join(",", EngineKind.ids()))),
                workloads(values.getOrDefault("--workloads", String.join(",", Scenario.ids(false)))),
                paths(values.getOrDefault("--report", "")),
                readme,
                Path.of(values.getOrDefault("--out", "benchmarks/target/bench")),
                Path.of(values.getOrDefault("--work", "benchmarks/target/bench-work")));
        if (options.memoryMegabytes > 0 && options.memoryMegabytes <= options.heapMegabytes) {
            throw new IllegalArgumentException("--memory must be more than the heap of " + options.heapMegabytes
                    + " MB, which a process needs beside its native memory; --heap makes that smaller");
        }
        return options;
    }

    private static int number(Map<String, String> values, String name, String fallback, int least, int most) {
        return number(name, values.getOrDefault(name, fallback), least, most);
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

    private static List<Integer> sizes(String value) {
        return Arrays.stream(value.split(","))
                .map(size -> number("--entries", size, 100, MOST_ENTRIES))
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Path> paths(String value) {
        return value.isEmpty() ? List.of() : Arrays.stream(value.split(",")).map(Path::of).toList();
    }

    private static double seconds(String value) {
        try {
            double seconds = Double.parseDouble(value);
            if (seconds >= 0.1 && seconds <= 600) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--seconds takes a number from 0.1 to 600, not '" + value + "'");
    }

    private static List<EngineKind> engines(String value) {
        return Arrays.stream(value.split(","))
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
