package org.allidb.storage.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results.Subject;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * The same workloads with different numbers of entries: a table and a chart a workload.
 *
 * @param bySize the results of each number of entries; at least one
 * @param engines in the order of the columns
 * @param setting what was measured on what
 */
public record Curve(SortedMap<Integer, Results> bySize, List<EngineKind> engines, List<String> setting) {

    private static final Set<Metric> SHOWN = EnumSet.of(Metric.RATE, Metric.BANDWIDTH, Metric.MILLIS);

    /** Writes curve.md and the charts beside it. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        StringBuilder text = new StringBuilder("# AlliDB Storage side by side, by the number of entries\n\n");
        setting.forEach(line -> text.append("- ").append(line).append('\n'));
        for (Scenario scenario : bySize.lastEntry().getValue().scenarios()) {
            for (Subject subject : bySize.lastEntry().getValue().subjects(scenario)) {
                if (SHOWN.contains(subject.metric())) {
                    String chart = "curve-" + subject.workload() + ".svg";
                    Files.writeString(directory.resolve(chart), LineChart.of(this, subject));
                    text.append(String.format("%n## %s%n%n![%1$s](%s)%n%n", title(subject), chart));
                    table(text, subject);
                }
            }
        }
        Files.writeString(directory.resolve("curve.md"), text.toString());
    }

    /** Returns the median of an engine at a size. */
    Optional<Double> median(EngineKind kind, Subject subject, int entries) {
        return Optional.ofNullable(bySize.get(entries))
                .flatMap(results -> results.sample(kind, subject))
                .map(Sample::median);
    }

    static String title(Subject subject) {
        return subject.workload() + " (" + subject.metric().unit() + ")";
    }

    private void table(StringBuilder text, Subject subject) {
        List<String> headings = Row.headings(engines);
        text.append("| entries | ").append(String.join(" | ", headings)).append(" |\n");
        text.append("|--:|").repeat("--:|", headings.size()).append('\n');
        bySize.forEach((entries, results) -> {
            List<String> cells = Row.of(results, engines, subject).columns(engines);
            text.append(String.format(Locale.ROOT, "| %,d | ", entries));
            text.append(String.join(" | ", cells)).append(" |\n");
        });
    }
}
