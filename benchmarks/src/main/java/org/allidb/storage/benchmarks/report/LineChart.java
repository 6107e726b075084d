package org.allidb.storage.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results.Subject;

/** A chart as SVG text: a line an engine, over the number of entries on a logarithmic axis. Readable on light and dark. */
final class LineChart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 360;
    private static final int LEFT = 64;
    private static final int RIGHT = 690;
    private static final int TOP = 56;
    private static final int BOTTOM = 320;
    private static final int LABEL_HEIGHT = 17;
    private static final int STEPS = 4;

    private final Curve curve;
    private final Subject subject;
    private final double most;

    private LineChart(Curve curve, Subject subject) {
        this.curve = curve;
        this.subject = subject;
        this.most = curve.engines().stream()
                .flatMap(kind -> points(curve, subject, kind).stream())
                .mapToDouble(Point::value)
                .max()
                .orElse(1);
    }

    /** Returns the chart of a subject. */
    static String of(Curve curve, Subject subject) {
        return new LineChart(curve, subject).svg();
    }

    private record Point(EngineKind kind, int entries, double value) {}

    private static List<Point> points(Curve curve, Subject subject, EngineKind kind) {
        return curve.bySize().keySet().stream()
                .flatMap(entries ->
                        curve.median(kind, subject, entries).map(value -> new Point(kind, entries, value)).stream())
                .toList();
    }

    private String svg() {
        String title = Svg.escaped(Curve.title(subject));
        String note = subject.metric().higherIsBetter() ? "more is better" : "less is better";
        StringBuilder svg = new StringBuilder(Svg.head(WIDTH, HEIGHT, title));
        line(svg, "<text class=\"title\" x=\"12\" y=\"26\">%s</text>", title);
        line(svg, "<text class=\"note\" x=\"12\" y=\"44\">%s, over the number of entries</text>", note);
        for (int i = 0; i <= STEPS; i++) {
            double value = most * i / STEPS;
            line(
                    svg,
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT,
                    y(value),
                    RIGHT,
                    y(value));
            line(
                    svg,
                    "<text class=\"engine note\" x=\"%d\" y=\"%.1f\">%s</text>",
                    LEFT - 8,
                    y(value) + 4,
                    Numbers.shortly(value));
        }
        for (int entries : curve.bySize().keySet()) {
            line(
                    svg,
                    "<text class=\"middle note\" x=\"%.1f\" y=\"%d\">%s</text>",
                    x(entries),
                    BOTTOM + 22,
                    Numbers.shortly(entries));
        }
        List<Point> last = new ArrayList<>();
        for (EngineKind kind : curve.engines()) {
            List<Point> points = points(curve, subject, kind);
            if (!points.isEmpty()) {
                last.add(points.getLast());
                line(
                        svg,
                        "<polyline class=\"line %s\" points=\"%s\"/>",
                        kind.id(),
                        points.stream().map(this::at).collect(Collectors.joining(" ")));
                points.forEach(point -> line(
                        svg,
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
                        kind.id(),
                        x(point.entries),
                        y(point.value)));
            }
        }
        labels(svg, last);
        return svg.append("</svg>\n").toString();
    }

    /** Writes the names at the ends of the lines: each as far down as the one above demands, then up as the axis demands. */
    private void labels(StringBuilder svg, List<Point> last) {
        List<Point> sorted = last.stream()
                .sorted(Comparator.comparingDouble(Point::value).reversed())
                .toList();
        double[] heights = new double[sorted.size()];
        double free = TOP;
        for (int i = 0; i < heights.length; i++) {
            heights[i] = Math.max(free, y(sorted.get(i).value) + 4);
            free = heights[i] + LABEL_HEIGHT;
        }
        free = BOTTOM + LABEL_HEIGHT;
        for (int i = heights.length - 1; i >= 0; i--) {
            heights[i] = Math.min(heights[i], free);
            free = heights[i] - LABEL_HEIGHT;
            EngineKind kind = sorted.get(i).kind;
            line(
                    svg,
                    "<text class=\"name %s\" x=\"%d\" y=\"%.1f\">%s</text>",
                    kind.id(),
                    RIGHT + 12,
                    heights[i],
                    kind.title() + " " + Numbers.shortly(sorted.get(i).value));
        }
    }

    private String at(Point point) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x(point.entries), y(point.value));
    }

    private double x(int entries) {
        double least = Math.log(curve.bySize().firstKey());
        double range = Math.log(curve.bySize().lastKey()) - least;
        double share = range == 0 ? 0.5 : (Math.log(entries) - least) / range;
        return LEFT + 24 + share * (RIGHT - LEFT - 36);
    }

    private double y(double value) {
        return BOTTOM - (most == 0 ? 0 : value / most * (BOTTOM - TOP - 8));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotations are for checks of the platform
    private static void line(StringBuilder svg, String format, Object... arguments) {
        svg.append("  ").append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
