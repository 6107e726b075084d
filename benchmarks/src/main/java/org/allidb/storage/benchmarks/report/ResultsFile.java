package org.allidb.storage.benchmarks.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        for (Map<?, ?> figure : list(run, FIGURES, Map.class)) {
            EngineKind kind =
                    EngineKind.of(value(figure, ENGINE, String.class)).orElseThrow(IllegalArgumentException::new);
            Metric metric = Metric.valueOf(value(figure, METRIC, String.class));
            String workload = value(figure, WORKLOAD, String.class);
            engines.add(kind);
            results.add(
                    kind,
                    Scenario.valueOf(value(figure, SCENARIO, String.class)),
                    list(figure, ROUNDS, Number.class).stream()
                            .map(round -> new Figure(workload, metric, round.doubleValue()))
                            .toList());
        }
        List<String> setting = list(run, SETTING, String.class);
        return new ResultsFile(value(run, ENTRIES, Integer.class), setting, List.copyOf(engines), results);
    }

    private static <T> List<T> list(Map<?, ?> object, String name, Class<T> type) {
        List<?> values = value(object, name, List.class);
        return values.stream().<T>map(type::cast).toList();
    }

    private static <T> T value(Map<?, ?> object, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(object.get(name), name));
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
