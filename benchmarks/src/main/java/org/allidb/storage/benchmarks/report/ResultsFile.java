package org.allidb.storage.benchmarks.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * A run as it is kept in results.json: an object with the number of entries, the setting, and a list of figures, each with
 * the values of all rounds.
 *
 * @param entries how many entries there were
 * @param setting what was measured on what
 * @param engines in the order of the columns
 * @param results the figures
 */
public record ResultsFile(int entries, List<String> setting, List<EngineKind> engines, Results results) {

    private static final String ENTRIES = "entries";
    private static final String SETTING = "setting";
    private static final String FIGURES = "figures";
    private static final String ENGINE = "engine";
    private static final String SCENARIO = "scenario";
    private static final String WORKLOAD = "workload";
    private static final String METRIC = "metric";
    private static final String ROUNDS = "rounds";

    /** Returns the run as JSON. */
    public String toJson() {
        List<Map<String, Object>> figures = new ArrayList<>();
        for (Scenario scenario : results.scenarios()) {
            for (Results.Subject subject : results.subjects(scenario)) {
                for (EngineKind kind : engines) {
                    results.sample(kind, subject)
                            .ifPresent(sample -> figures.add(figure(kind, scenario, subject, sample)));
                }
            }
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put(ENTRIES, entries);
        run.put(SETTING, setting);
        run.put(FIGURES, figures);
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(run) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a run from JSON.
     *
     * @throws IllegalArgumentException if it is no run
     */
    public static ResultsFile of(String json) {
        try {
            return of(JSON.std.mapFrom(json));
        } catch (IOException | NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("these are no results of './allidb bench'", e);
        }
    }

    private static ResultsFile of(Map<String, Object> run) {
        Results results = new Results();
        // Columns in the order of the kinds, because the first figure may not be there for every engine.
        TreeSet<EngineKind> engines = new TreeSet<>();
        for (Object each : (List<?>) run.get(FIGURES)) {
            Map<?, ?> figure = (Map<?, ?>) each;
            EngineKind kind = EngineKind.of((String) figure.get(ENGINE)).orElseThrow(IllegalArgumentException::new);
            Metric metric = Metric.valueOf((String) figure.get(METRIC));
            String workload = (String) figure.get(WORKLOAD);
            engines.add(kind);
            results.add(
                    kind,
                    Scenario.valueOf((String) figure.get(SCENARIO)),
                    ((List<?>) figure.get(ROUNDS))
                            .stream()
                                    .map(value -> new Figure(workload, metric, ((Number) value).doubleValue()))
                                    .toList());
        }
        List<String> setting = ((List<?>) run.get(SETTING)).stream().map(String.class::cast).toList();
        return new ResultsFile((Integer) run.get(ENTRIES), setting, List.copyOf(engines), results);
    }

    private static Map<String, Object> figure(
            EngineKind kind, Scenario scenario, Results.Subject subject, Sample sample) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put(ENGINE, kind.id());
        figure.put(SCENARIO, scenario.name());
        figure.put(WORKLOAD, subject.workload());
        figure.put(METRIC, subject.metric().name());
        figure.put("unit", subject.metric().unit());
        figure.put("higherIsBetter", subject.metric().higherIsBetter());
        figure.put("median", sample.median());
        figure.put(ROUNDS, sample.values());
        return figure;
    }
}
