package org.allidb.storage.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results.Subject;

/** The few charts that stand in the documentation, and all tables beside them. */
public final class ReadmeCharts {

    private static final List<Chart> CHARTS = List.of(
            new Chart(
                    "fills",
                    "Writes, not synced",
                    "fill-sequential",
                    "fill-batches-of-100",
                    "fill-random",
                    "overwrite"),
            new Chart(
                    "reads",
                    "Reads of one entry",
                    "read-random",
                    "read-random-2-threads",
                    "read-skewed",
                    "read-missing"),
            new Chart("scans", "Scans", "seek-50", "scan", "scan-reverse"),
            new Chart(
                    "synced-writes",
                    "Synced writes",
                    "device-synced-appends",
                    "synced-1-thread",
                    "synced-4-threads",
                    "synced-16-threads",
                    "synced-64-threads",
                    "synced-256-virtual-threads",
                    "synced-256-in-flight"));

    private ReadmeCharts() {}

    private record Chart(String file, String title, List<Subject> subjects) {

        Chart(String file, String title, String... workloads) {
            this(
                    file + ".svg",
                    title,
                    List.of(workloads).stream()
                            .map(id -> new Subject(id, Metric.RATE))
                            .toList());
        }
    }

    /** Writes results.md and the charts into a directory, which is made if it is missing. */
    public static void write(Results results, List<EngineKind> engines, List<String> setting, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        StringBuilder text = new StringBuilder(Markdown.of(results, engines, setting)).append("\n## Charts\n");
        for (Chart chart : CHARTS) {
            Optional<String> svg = BarChart.of(results, engines, chart.title(), chart.subjects());
            if (svg.isPresent()) {
                Files.writeString(directory.resolve(chart.file()), svg.get());
                text.append(String.format("%n![%s](%s)%n", chart.title(), chart.file()));
            }
        }
        Files.writeString(directory.resolve("results.md"), text.toString());
    }
}
