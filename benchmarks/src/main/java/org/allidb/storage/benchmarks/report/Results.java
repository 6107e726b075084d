package org.allidb.storage.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/** The figures of all rounds. Used by one thread. */
public final class Results {

    /**
     * What a figure is about.
     *
     * @param workload the workload's id
     * @param metric the metric
     */
    public record Subject(String workload, Metric metric) {}

    private final Map<EngineKind, Map<Subject, List<Double>>> figures = new EnumMap<>(EngineKind.class);
    private final Map<Scenario, Set<Subject>> subjects = new EnumMap<>(Scenario.class);

    /** Adds the figures of one engine in one round. */
    public void add(EngineKind kind, Scenario scenario, List<Figure> measured) {
        for (Figure figure : measured) {
            Subject subject = new Subject(figure.workload(), figure.metric());
            subjects.computeIfAbsent(scenario, any -> new LinkedHashSet<>()).add(subject);
            figures.computeIfAbsent(kind, any -> new LinkedHashMap<>())
                    .computeIfAbsent(subject, any -> new ArrayList<>())
                    .add(figure.value());
        }
    }

    /** Returns what was measured in a scenario, in the order in which it was. */
    public List<Subject> subjects(Scenario scenario) {
        return List.copyOf(subjects.getOrDefault(scenario, Set.of()));
    }

    /** Returns the scenarios that were measured. */
    public List<Scenario> scenarios() {
        return List.copyOf(subjects.keySet());
    }

    /** Returns all rounds' figures of one engine. */
    public Optional<Sample> sample(EngineKind kind, Subject subject) {
        return Optional.ofNullable(figures.getOrDefault(kind, Map.of()).get(subject))
                .map(Sample::new);
    }
}
