package org.allidb.storage.benchmarks.report;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * A run that is read back from what {@link Json} wrote; no other JSON is understood.
 *
 * @param entries how many entries there were
 * @param setting what was measured on what
 * @param engines in the order of the columns
 * @param results the figures
 */
public record JsonReader(int entries, List<String> setting, List<EngineKind> engines, Results results) {

    private static final Pattern ENTRIES = Pattern.compile("\"entries\": (\\d+)");
    private static final Pattern SETTING = Pattern.compile("\"setting\": \\[(.*)]");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern FIGURE = Pattern.compile("\"engine\": \"(.*?)\", \"scenario\": \"(.*?)\","
            + " \"workload\": \"(.*?)\", \"metric\": \"(.*?)\".*\"rounds\": \\[(.*?)]");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static JsonReader of(String json) {
        Results results = new Results();
        Set<EngineKind> engines = new LinkedHashSet<>();
        FIGURE.matcher(json).results().forEach(figure -> {
            EngineKind kind = EngineKind.of(figure.group(1)).orElseThrow(IllegalArgumentException::new);
            engines.add(kind);
            Metric metric = Metric.valueOf(figure.group(4));
            results.add(
                    kind,
                    Scenario.valueOf(figure.group(2)),
                    Arrays.stream(figure.group(5).split(", "))
                            .map(value -> new Figure(figure.group(3), metric, Double.parseDouble(value)))
                            .toList());
        });
        int entries = Integer.parseInt(first(ENTRIES, json).group(1));
        List<String> setting = TEXT.matcher(first(SETTING, json).group(1))
                .results()
                .map(text -> text.group(1).replaceAll("\\\\(.)", "$1"))
                .toList();
        // Columns in the order of the kinds, because the first figure may not be there for every engine.
        return new JsonReader(entries, setting, engines.stream().sorted().toList(), results);
    }

    private static MatchResult first(Pattern pattern, String json) {
        return pattern.matcher(json)
                .results()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("these are no results of './allidb bench'"));
    }
}
