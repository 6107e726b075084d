package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Directories;
import org.allidb.storage.benchmarks.workload.Scale;

/**
 * Starts fresh JVMs. All have the same flags, those that lmdbjava needs or advises included.
 *
 * @param heapMegabytes the heap of each
 * @param work where stores are made and deleted
 */
record Fork(int heapMegabytes, Path work) {

    private static final long LONGEST_MINUTES = 30;

    /** Measures workloads of one engine in an empty directory. */
    List<Figure> measure(EngineKind kind, List<String> workloads, Scale scale) throws IOException, InterruptedException {
        Directories.delete(work);
        Files.createDirectories(work);
        Path figures = work.resolve("figures.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Dlmdbjava.disable.checks=true"));
        String extra = System.getProperty("bench.fork.options", "");
        if (!extra.isBlank()) {
            command.addAll(List.of(extra.strip().split("\\s+")));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ForkedRun.class.getName(),
                kind.id(),
                work.toString(),
                String.valueOf(scale.entries()),
                String.valueOf(scale.valueLength()),
                String.valueOf(scale.seconds()),
                figures.toString()));
        command.addAll(workloads);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            System.err.println(kind.title() + " ended with status " + process.exitValue() + " in " + workloads);
        }
        List<Figure> measured = Files.exists(figures)
                ? Files.readAllLines(figures).stream().map(Figure::ofLine).toList()
                : List.of();
        Directories.delete(work);
        return measured;
    }
}
