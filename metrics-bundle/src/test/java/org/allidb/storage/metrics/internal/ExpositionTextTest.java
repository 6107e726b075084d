package org.allidb.storage.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.allidb.storage.metrics.MetricsFormat;
import org.junit.jupiter.api.Test;

/** What is written for labels, helps and numbers that are not plain. */
class ExpositionTextTest {

    private static final Metric<String> ODD = new Metric<>(
            "odd_total",
            MetricType.COUNTER,
            "A \"help\" with \\ and\na line",
            List.of("name"),
            (value, sink) -> sink.value(0.25, "name", value));

    @Test
    void prometheusEscapes() {
        ExpositionText text = new ExpositionText(MetricsFormat.PROMETHEUS);
        text.add(List.of(ODD), List.of("a\\b\"c\nd", "\u00e4,}"));
        String written = text.end();
        assertEquals("""
            # HELP odd_total A "help" with \\\\ and\\na line
            # TYPE odd_total counter
            odd_total{name="a\\\\b\\"c\\nd"} 0.25
            odd_total{name="\u00e4,}"} 0.25
            """, written);
        assertEquals(
                List.of("odd_total{name=a\\b\"c\nd}", "odd_total{name=\u00e4,}}"),
                List.copyOf(ParsedMetrics.ofPrometheus(written).samples().keySet()));
    }

    @Test
    void openMetricsEscapesQuotesOfHelpsToo() {
        ExpositionText text = new ExpositionText(MetricsFormat.OPENMETRICS);
        text.add(List.of(ODD), List.of("a"));
        assertEquals("""
            # TYPE odd counter
            # HELP odd A \\"help\\" with \\\\ and\\na line
            odd_total{name="a"} 0.25
            # EOF
            """, text.end());
    }

    @Test
    void numbersAreExact() {
        List<Double> values = List.of(0.0, -1.0, 9_007_199_254_740_991.0, 1e18, 1e-9, Double.NaN);
        Metric<Double> gauge = Metric.gauge("g", "A gauge", Double::doubleValue);
        StringBuilder found = new StringBuilder();
        for (double value : values) {
            ExpositionText text = new ExpositionText(MetricsFormat.PROMETHEUS);
            text.add(List.of(gauge), List.of(value));
            found.append(text.end().lines().toList().get(2)).append('\n');
        }
        assertEquals("g 0\ng -1\ng 9007199254740991\ng 1.0E18\ng 1.0E-9\ng NaN\n", found.toString());
    }
}
