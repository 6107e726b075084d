package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.jvm.MemoryLimit;
import org.allidb.storage.benchmarks.workload.Run;
import org.allidb.storage.benchmarks.workload.Scale;
import org.allidb.storage.benchmarks.workload.Scenario;
import org.allidb.storage.benchmarks.workload.Workload;

/** The main class of a JVM that measures one engine: engine, directory, entries, value length, seconds, file, workloads. */
public final class ForkedRun {

    private ForkedRun() {}

    /** Runs the workloads and writes the figures into the file, line by line. */
    public static void main(String[] arguments) throws IOException {
        if (!OwnLimit.holds()) {
            System.exit(MemoryLimit.NOT_LIMITED);
        }
        List<String> words = List.of(arguments);
        EngineKind kind = EngineKind.of(words.get(0)).orElseThrow();
        Scale scale = new Scale(
                Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)), Double.parseDouble(words.get(4)));
        Path file = Path.of(words.get(5));
        try (Run run = new Run(kind, Path.of(words.get(1)), scale)) {
            for (String id : words.subList(6, words.size())) {
                Workload workload = Scenario.workload(id).orElseThrow();
                workload.run(run);
                Files.write(file, run.figures().stream().map(Figure::toLine).toList());
            }
        }
        System.exit(0);
    }
}
