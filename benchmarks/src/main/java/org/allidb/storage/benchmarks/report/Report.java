package org.allidb.storage.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/** The files of a run: results.json, results.md, results.txt and a chart a scenario. */
public final class Report {

    private Report() {}

    /** Writes them into a directory, which is made if it is missing. */
    public static void write(
            Results results, List<EngineKind> engines, List<String> setting, int entries, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("results.json"), new ResultsFile(entries, setting, engines, results).toJson());
        Files.writeString(directory.resolve("results.md"), Markdown.of(results, engines, setting));
        Files.writeString(directory.resolve("results.txt"), TerminalTable.of(results, engines));
        for (Scenario scenario : results.scenarios()) {
            Optional<String> chart = BarChart.of(results, engines, scenario);
            if (chart.isPresent()) {
                String name = scenario.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
                Files.writeString(directory.resolve(name), chart.get());
            }
        }
    }
}
