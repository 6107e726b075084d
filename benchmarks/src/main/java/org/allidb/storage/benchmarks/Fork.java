package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.jvm.Jvm;
import org.allidb.storage.benchmarks.jvm.MemoryLimit;
import org.allidb.storage.benchmarks.workload.Directories;
import org.allidb.storage.benchmarks.workload.Scale;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * Measures in fresh JVMs.
 *
 * @param heapMegabytes the heap of each
 * @param memoryMegabytes the limit of the memory and page cache of each; 0 for none
 * @param work where stores are made and deleted
 */
record Fork(int heapMegabytes, int memoryMegabytes, Path work) {

    private static final int KILLED = 137;
    private static final long LONGEST_MINUTES = 30;
    private static final int MEGA = 1_000_000;
    private static final long MINUTES_PER_MEGA = 3;

    /**
     * Measures workloads of one scenario with one engine in an empty directory.
     *
     * @throws IOException also if memory is to be limited and cannot be
     */
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
        int status = run(flags, arguments, longestMinutes(scale));
        if (status == MemoryLimit.NOT_LIMITED) {
            throw new IOException("the limit of " + memoryMegabytes + " MB was not there when the process started");
        }
        if (status != 0) {
            System.err.println(kind.title() + " ended with status " + status + " in " + workloads
                    + (status == KILLED ? ": killed, because it took more memory than there was, or too long" : ""));
        }
        List<Figure> measured = Files.exists(figures)
                ? Files.readAllLines(figures).stream().map(Figure::ofLine).toList()
                : List.of();
        Directories.delete(work);
        return measured;
    }

    private int run(List<String> flags, List<String> arguments, long longestMinutes)
            throws IOException, InterruptedException {
        if (memoryMegabytes == 0) {
            return Jvm.run(flags, ForkedRun.class, arguments, longestMinutes);
        }
        // A JVM that sees little memory takes another collector by default.
        List<String> more = new ArrayList<>(flags);
        more.addAll(List.of("-XX:+UseG1GC", OwnLimit.flag(memoryMegabytes)));
        try (MemoryLimit limit = MemoryLimit.of(memoryMegabytes)) {
            return Jvm.run(limit, more, ForkedRun.class, arguments, longestMinutes);
        }
    }

    private static long longestMinutes(Scale scale) {
        return LONGEST_MINUTES + MINUTES_PER_MEGA * (scale.entries() / MEGA);
    }
}
