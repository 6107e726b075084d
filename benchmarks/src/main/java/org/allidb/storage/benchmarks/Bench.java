package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Curve;
import org.allidb.storage.benchmarks.report.Report;
import org.allidb.storage.benchmarks.report.Results;
import org.allidb.storage.benchmarks.report.TerminalTable;
import org.allidb.storage.benchmarks.workload.Scale;
import org.allidb.storage.benchmarks.workload.Scenario;
import org.allidb.storage.benchmarks.workload.Workload;
import picocli.CommandLine.ParameterException;

/** The main class: rounds of all engines, one after the other, then the results. */
public final class Bench {

    private static final int VALUE_LENGTH = 100;
    private static final int FAILURE = 1;
    private static final int USAGE_ERROR = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private Bench() {}

    /** Measures what the options ask for. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.contains(Options.INNER)) {
            org.openjdk.jmh.Main.main(
                    words.stream().filter(word -> !word.equals(Options.INNER)).toArray(String[]::new));
        } else {
            System.exit(bench(words));
        }
    }

    private static int bench(List<String> words) throws InterruptedException {
        try {
            Options options = Options.of(words);
            if (options.isHelp()) {
                System.out.print(Options.usage());
            } else if (options.report().isEmpty()) {
                measure(options);
            } else {
                Documentation.write(options.report());
            }
            return 0;
        } catch (ParameterException e) {
            System.err.println("allidb bench: " + e.getMessage() + "; './allidb bench --help' lists the options");
            return USAGE_ERROR;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("allidb bench: " + e.getMessage());
            return FAILURE;
        }
    }

    private static void measure(Options options) throws IOException, InterruptedException {
        boolean one = options.sizes().size() == 1;
        SortedMap<Integer, Results> bySize = new TreeMap<>();
        for (int entries : options.sizes()) {
            Path out = one ? options.out() : options.out().resolve(String.valueOf(entries));
            bySize.put(entries, measure(options, entries, out));
        }
        if (!one) {
            new Curve(bySize, options.engines(), Setting.of(options, options.sizes())).write(options.out());
        }
        if (options.readme()) {
            Documentation.write(options.out(), options.sizes());
        }
        System.out.println("The same as JSON, Markdown and charts: " + options.out());
    }

    private static Results measure(Options options, int entries, Path out) throws IOException, InterruptedException {
        Results results = new Results();
        List<String> setting = Setting.of(options, List.of(entries));
        setting.forEach(System.out::println);
        for (int round = 1; round <= options.rounds(); round++) {
            round(round, options, entries, results);
            // What there is, should the next round be interrupted.
            Report.write(results, options.engines(), setting, entries, out);
        }
        System.out.print(TerminalTable.of(results, options.engines()));
        System.out.println();
        return results;
    }

    private static void round(int round, Options options, int entries, Results results)
            throws IOException, InterruptedException {
        Fork fork = new Fork(options.heapMegabytes(), options.memoryMegabytes(), options.work());
        Scale scale = new Scale(entries, VALUE_LENGTH, options.seconds());
        for (Scenario scenario : Scenario.values()) {
            List<String> workloads = scenario.workloads().stream()
                    .map(Workload::id)
                    .filter(options.workloads()::contains)
                    .toList();
            List<EngineKind> engines =
                    options.engines().stream().filter(scenario::isFor).toList();
            for (EngineKind kind : workloads.isEmpty() ? List.<EngineKind>of() : engines) {
                long start = System.nanoTime();
                results.add(kind, scenario, fork.measure(kind, scenario, workloads, scenario.scale(scale)));
                System.err.printf(
                        "round %d of %d: %s: %s, %.0f s%n",
                        round,
                        options.rounds(),
                        scenario.title(),
                        kind.title(),
                        (System.nanoTime() - start) / NANOS_PER_SECOND);
            }
        }
    }
}
