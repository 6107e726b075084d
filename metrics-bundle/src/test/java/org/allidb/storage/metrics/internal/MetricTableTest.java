package org.allidb.storage.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of metrics keeps to the conventions of Prometheus; its page, dashboards and alerts keep to the table. {@code
 * -Dallidb.golden.update=true} writes the page again.
 */
class MetricTableTest {

    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final String HEADING = "## All metrics\n";
    private static final Path MONITORING = Path.of("../distribution/src/main/dist/monitoring");
    private static final Pattern NAME = Pattern.compile("allidb_[a-z0-9_]+");
    private static final Pattern OTHER_UNITS =
            Pattern.compile(".*_(nanos|millis|ms|micros|minutes|hours|kib|mib|kb|mb|percent|byte|second)(_.*)?");

    static Stream<Metric<?>> all() {
        return Stream.concat(PlatformMetrics.ALL.stream(), TenantMetrics.ALL.stream());
    }

    /** See prometheus.io/docs/practices/naming and the rules of promtool's linter. */
    @ParameterizedTest
    @MethodSource("all")
    void namesKeepToTheConventions(Metric<?> metric) {
        String name = metric.name();
        assertAll(
                name,
                () -> assertTrue(name.matches("allidb(_[a-z]+)+"), "words in lower case"),
                () -> assertEquals(
                        metric.type() == MetricType.COUNTER, name.endsWith("_total"), "counters alone end with _total"),
                () -> assertFalse(OTHER_UNITS.matcher(name).matches(), "base units: seconds and bytes"),
                () -> assertFalse(
                        name.matches(".*_(count|sum|bucket|info|created|gauge|counter|histogram)"),
                        "reserved, or a type"),
                () -> assertTrue(
                        !name.matches(".*_(bytes|seconds)_.*") || name.matches(".*_(bytes|seconds)_total"),
                        "the unit comes last"),
                () -> assertTrue(
                        metric.type() != MetricType.HISTOGRAM || metric.unit().equals("seconds"),
                        "histograms are of times"),
                () -> assertTrue(metric.help().matches("[A-Z0-9][^\n]*[^.]"), "a sentence without a full stop"),
                () -> metric.labels()
                        .forEach(label ->
                                assertTrue(label.matches("[a-z]+") && !label.equals("le"), "labels " + label)));
    }

    @Test
    void noNameComesTwice() {
        List<String> names = all().map(Metric::family).toList();
        assertEquals(names.size(), Set.copyOf(names).size());
    }

    @Test
    void thePageHasEveryMetric() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(HEADING)) + HEADING
                + "\n### Of the platform\n\n" + table(PlatformMetrics.ALL.stream())
                + "\n### Of a tenant\n\nEach has the label `tenant`.\n\n" + table(TenantMetrics.ALL.stream());
        if (Boolean.getBoolean("allidb.golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(
                expected,
                Files.readString(PAGE),
                PAGE + " is out of date; run this test with -Dallidb.golden.update=true and read the difference");
    }

    private static String table(Stream<? extends Metric<?>> metrics) {
        return "| metric | type | labels | means |\n|---|---|---|---|\n"
                + metrics.map(metric -> "| `" + metric.name() + "` | " + metric.type() + " | "
                                + String.join(", ", metric.labels()) + " | " + metric.help() + " |\n")
                        .collect(Collectors.joining());
    }

    /** A dashboard or an alert with a wrong name shows nothing, and says nothing. */
    @Test
    void dashboardAndAlertsNameMetricsThatThereAre() throws IOException {
        Set<String> known = new TreeSet<>();
        all().forEach(metric -> {
            if (metric.type() == MetricType.HISTOGRAM) {
                Stream.of("_bucket", "_sum", "_count").forEach(suffix -> known.add(metric.name() + suffix));
            } else {
                known.add(metric.name());
            }
        });
        List<Path> files;
        try (Stream<Path> listed = Files.list(MONITORING)) {
            files = listed.sorted().toList();
        }
        List<String> wrong = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        for (Path file : files) {
            NAME.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .forEach(name -> {
                        used.add(name);
                        if (!known.contains(name)) {
                            wrong.add(file.getFileName() + ": " + name);
                        }
                    });
        }
        assertEquals(List.of(), wrong);
        assertTrue(used.size() > 20, "only " + used);
    }
}
