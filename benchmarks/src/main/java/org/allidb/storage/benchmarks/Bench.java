package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results;
import org.allidb.storage.benchmarks.report.TextTable;
import org.allidb.storage.benchmarks.workload.Scale;
import org.allidb.storage.benchmarks.workload.Scenario;
import org.allidb.storage.benchmarks.workload.Workload;

/** The main class: rounds of all engines, one after the other, then the results. */
public final class Bench {

    private static final int VALUE_LENGTH = 100;
    private static final int HEAP_MEGABYTES = 4096;
    private static final int USAGE_ERROR = 2;

    private Bench() {}

    /** Measures what the options ask for. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("allidb bench: " + e.getMessage());
            System.exit(USAGE_ERROR);
            return;
        }
        Results results = measure(options);
        System.out.print(TextTable.of(results, options.engines()));
    }

    private static Results measure(Options options) throws IOException, InterruptedException {
        Results results = new Results();
        Fork fork = new Fork(HEAP_MEGABYTES, options.work());
        Scale scale = new Scale(options.entries(), VALUE_LENGTH, options.seconds());
        for (int round = 1; round <= options.rounds(); round++) {
            for (Scenario scenario : Scenario.values()) {
                List<String> workloads = scenario.workloads().stream()
                        .map(Workload::id)
                        .filter(options.workloads()::contains)
                        .toList();
                for (EngineKind kind : workloads.isEmpty() ? List.<EngineKind>of() : options.engines()) {
                    long start = System.nanoTime();
                    results.add(kind, fork.measure(kind, scenario, workloads, scenario.scale(scale)));
                    System.err.printf("round %d of %d: %s, %s, %.0f s%n",
                            round, options.rounds(), scenario, kind.title(), (System.nanoTime() - start) / 1e9);
                }
            }
        }
        return results;
    }
}
