package org.allidb.storage.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/** How the figures are grouped: the main ones by scenario, then latencies and the like. */
final class Sections {

    /**
     * A titled group of rows.
     *
     * @param title its title
     * @param rows at least one
     */
    record Section(String title, List<Row> rows) {}

    private Sections() {}

    static List<Section> of(Results results, List<EngineKind> engines) {
        List<Section> sections = new ArrayList<>();
        for (Scenario scenario : results.scenarios()) {
            add(sections, scenario.title(), rows(results, engines, List.of(scenario), null));
        }
        for (Metric metric : Metric.values()) {
            if (metric.isDetail()) {
                String title = metric.title().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                        + metric.title().substring(1);
                add(sections, title + " (" + metric.unit() + ")", rows(results, engines, results.scenarios(), metric));
            }
        }
        return sections;
    }

    private static List<Row> rows(
            Results results,
            List<EngineKind> engines,
            List<Scenario> scenarios,
            @org.jspecify.annotations.Nullable Metric detail) {
        return scenarios.stream()
                .flatMap(scenario -> results.subjects(scenario).stream())
                .filter(subject -> detail == null ? !subject.metric().isDetail() : subject.metric() == detail)
                .map(subject -> Row.of(results, engines, subject))
                .toList();
    }

    private static void add(List<Section> sections, String title, List<Row> rows) {
        if (!rows.isEmpty()) {
            sections.add(new Section(title, rows));
        }
    }
}
