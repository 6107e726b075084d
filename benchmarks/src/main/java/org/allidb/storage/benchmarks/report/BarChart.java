package org.allidb.storage.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results.Subject;
import org.allidb.storage.benchmarks.workload.Scenario;

/**
 * A chart as SVG text: for each subject of a scenario a group of bars, one an engine, as long as its figure is against
 * the largest of the group, with the figure beside it. Readable on light and dark.
 */
public final class BarChart {

    private static final int WIDTH = 860;
    private static final int LABELS = 150;
    private static final int FIGURES = 110;
    private static final int BAR = 14;
    private static final int STEP = 18;
    private static final int GROUP_GAP = 34;
    private static final int TOP = 56;
    private static final int BOTTOM = 24;
    private static final int CHARACTER = 8;

    private BarChart() {}

    /** Returns the chart of a scenario's main figures; empty if there are none. */
    public static Optional<String> of(Results results, List<EngineKind> engines, Scenario scenario) {
        List<Subject> subjects = results.subjects(scenario).stream()
                .filter(subject -> !subject.metric().isDetail())
                .toList();
        return of(results, engines, scenario.title(), subjects);
    }

    /** Returns the chart of those of some subjects that were measured; empty if none was. */
    static Optional<String> of(Results results, List<EngineKind> engines, String title, List<Subject> wanted) {
        List<Subject> subjects = wanted.stream()
                .filter(subject -> engines.stream()
                        .anyMatch(kind -> results.sample(kind, subject).isPresent()))
                .toList();
        if (subjects.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        int y = TOP;
        for (Subject subject : subjects) {
            y = group(results, engines, subject, y, lines);
        }
        int height = y + BOTTOM - GROUP_GAP + STEP;
        StringBuilder svg = new StringBuilder(Svg.head(WIDTH, height, Svg.escaped(title)));
        svg.append(String.format("  <text class=\"title\" x=\"12\" y=\"26\">%s</text>%n", Svg.escaped(title)));
        lines.forEach(line -> svg.append("  ").append(line).append(System.lineSeparator()));
        return Optional.of(svg.append("</svg>").append(System.lineSeparator()).toString());
    }

    private static int group(Results results, List<EngineKind> engines, Subject subject, int top, List<String> lines) {
        List<EngineKind> present = engines.stream()
                .filter(kind -> results.sample(kind, subject).isPresent())
                .toList();
        double most = present.stream()
                .mapToDouble(kind -> results.sample(kind, subject).orElseThrow().median())
                .max()
                .orElse(1);
        String title = subject.workload()
                + (subject.metric().title().isEmpty()
                        ? ""
                        : ": " + subject.metric().title());
        String note = (subject.metric().unit().isEmpty() ? "" : subject.metric().unit() + ", ")
                + (subject.metric().higherIsBetter() ? "more is better" : "less is better");
        lines.add(String.format("<text class=\"group\" x=\"12\" y=\"%d\">%s</text>", top, Svg.escaped(title)));
        lines.add(String.format(
                "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>", 24 + title.length() * CHARACTER, top, note));
        int y = top + 6;
        for (EngineKind kind : present) {
            double value = results.sample(kind, subject).orElseThrow().median();
            double length = most <= 0 ? 0 : Math.max(0, value / most) * (WIDTH - LABELS - FIGURES);
            lines.add(String.format(
                    "<text class=\"engine\" x=\"%d\" y=\"%d\">%s</text>",
                    LABELS - 8, y + 11, Svg.escaped(kind.title())));
            lines.add(String.format(
                    Locale.ROOT,
                    "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
                    kind.id(),
                    LABELS,
                    y,
                    Math.max(1, length),
                    BAR));
            lines.add(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    LABELS + length + 6,
                    y + 11,
                    Numbers.shortly(value)));
            y += STEP;
        }
        return y + GROUP_GAP - STEP + 6;
    }
}
