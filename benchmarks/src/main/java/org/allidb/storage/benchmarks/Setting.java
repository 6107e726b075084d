package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.allidb.storage.benchmarks.engine.EngineKind;

/** What was measured, on what; nothing that names the machine. */
final class Setting {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final double KILO_PER_GIGA = 1 << 20;

    private Setting() {}

    static List<String> of(Options options, List<Integer> sizes) throws IOException {
        return List.of(
                sizes.stream()
                                .map(size -> String.format(Locale.ROOT, "%,d", size))
                                .collect(Collectors.joining("; ")) + " entries of 16 + 100 bytes",
                String.format(
                        Locale.ROOT,
                        "%d rounds, %.1f seconds a timed workload, %d MB heap, %s",
                        options.rounds(),
                        options.seconds(),
                        options.heapMegabytes(),
                        options.memoryMegabytes() == 0
                                ? "the JVM's default collector"
                                : String.format(
                                        Locale.ROOT,
                                        "G1, memory and page cache of each process limited to %,d MB",
                                        options.memoryMegabytes())),
                "each engine and scenario in a fresh JVM on an empty directory, engines by turns: "
                        + options.engines().stream().map(EngineKind::title).collect(Collectors.joining(", ")),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.version").split("-", 2)[0],
                Runtime.getRuntime().availableProcessors() + " cores"
                        + field(CPU, "model name").map(name -> " of " + name).orElse("")
                        + field(MEMORY, "MemTotal")
                                .map(text -> String.format(
                                        Locale.ROOT,
                                        ", %.0f GB",
                                        Long.parseLong(text.split(" ", 2)[0]) / KILO_PER_GIGA))
                                .orElse(""));
    }

    private static java.util.Optional<String> field(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return java.util.Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
