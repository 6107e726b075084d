package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.jvm.Jvm;
import org.allidb.storage.benchmarks.workload.Directories;
import org.allidb.storage.benchmarks.workload.Scale;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * Measures in fresh JVMs.
 *
 * @param heapMegabytes the heap of each
 * @param work where stores are made and deleted
 */
record Fork(int heapMegabytes, Path work) {

    private static final long LONGEST_MINUTES = 30;

    /** Measures workloads of one scenario with one engine in an empty directory. */
    List<Figure> measure(EngineKind kind, Scenario scenario, List<String> workloads, Scale scale)
            throws IOException, InterruptedException {
        Directories.delete(work);
        Files.createDirectories(work);
        Path figures = work.resolve("figures.txt");
        List<String> flags = new ArrayList<>(List.of("-Xms" + heapMegabytes + "m", "-Xmx" + heapMegabytes + "m"));
        flags.addAll(scenario.flags());
        List<String> arguments = new ArrayList<>(List.of(
                kind.id(),
                work.toString(),
                String.valueOf(scale.entries()),
                String.valueOf(scale.valueLength()),
                String.valueOf(scale.seconds()),
                figures.toString()));
        arguments.addAll(workloads);
        int status = Jvm.run(flags, ForkedRun.class, arguments, LONGEST_MINUTES);
        if (status != 0) {
            System.err.println(kind.title() + " ended with status " + status + " in " + workloads);
        }
        List<Figure> measured = Files.exists(figures)
                ? Files.readAllLines(figures).stream().map(Figure::ofLine).toList()
                : List.of();
        Directories.delete(work);
        return measured;
    }
}
