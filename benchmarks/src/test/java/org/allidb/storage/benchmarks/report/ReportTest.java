package org.allidb.storage.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final List<EngineKind> ALL = EngineKind.compared();
    private static final List<String> SETTING = List.of("1,000 entries", "a \"quoted\" \\ word");
    private static final Pattern NAME = Pattern.compile("class=\"name [a-z-]+\" x=\"\\d+\" y=\"([0-9.]+)\"");

    @Test
    void resultsAreReadBackAsTheyWereWritten() {
        Results results = results(1);
        String json = new ResultsFile(1000, SETTING, ALL, results).toJson();
        ResultsFile read = ResultsFile.of(json);
        assertEquals(1000, read.entries());
        assertEquals(SETTING, read.setting());
        assertEquals(ALL, read.engines());
        assertEquals(json, read.toJson());
    }

    @Test
    void whatIsNoResultsIsRefused() {
        for (String json :
                List.of("{\"figures\": []}", "{", "[]", "", "{\"entries\": \"x\", \"setting\": [], \"figures\": []}")) {
            assertThrows(IllegalArgumentException.class, () -> ResultsFile.of(json), json);
        }
    }

    @Test
    void curveHasARowForEachSizeAndAChartForEachWorkload(@TempDir Path directory) throws IOException {
        curve().write(directory);
        String text = Files.readString(directory.resolve("curve.md"));
        assertTrue(text.contains("| 200,000 | 100 | 101 |"), text);
        assertTrue(text.contains("| 20,000,000 | 300 | 303 |"), text);
        assertTrue(Files.exists(directory.resolve("curve-read-random.svg")));
        assertFalse(text.contains("p50"), text);
    }

    @Test
    void namesAtTheEndsOfLinesKeepApart() {
        String svg = LineChart.of(curve(), new Results.Subject("read-random", Metric.RATE));
        List<Double> heights = NAME.matcher(svg)
                .results()
                .map(name -> Double.parseDouble(name.group(1)))
                .sorted()
                .toList();
        assertEquals(ALL.size(), heights.size());
        for (int i = 1; i < heights.size(); i++) {
            assertTrue(heights.get(i) - heights.get(i - 1) >= 16, heights::toString);
        }
    }

    @Test
    void documentationHasAChartOnlyOfWhatWasMeasured(@TempDir Path directory) throws IOException {
        ReadmeCharts.write(results(1), ALL, SETTING, directory);
        assertTrue(Files.readString(directory.resolve("reads.svg")).contains("read-random"));
        assertTrue(Files.readString(directory.resolve("results.md")).contains("| read-random (ops/s) | 100 ±5% |"));
        assertFalse(Files.exists(directory.resolve("fills.svg")));
    }

    private static Curve curve() {
        return new Curve(
                new TreeMap<>(Map.of(200_000, onceOnly(1), 2_000_000, onceOnly(2), 20_000_000, onceOnly(3))),
                ALL,
                SETTING);
    }

    /** Rates that lie close together, from 100 times a factor on; engine by engine 1 % more. */
    private static Results onceOnly(int factor) {
        Results results = new Results();
        ALL.forEach(kind -> add(results, kind, factor * (100.0 + kind.ordinal())));
        return results;
    }

    private static Results results(int factor) {
        Results results = new Results();
        for (double round : new double[] {-5, 0, 5}) {
            ALL.forEach(kind -> add(results, kind, factor * (100.0 + kind.ordinal() + round)));
        }
        return results;
    }

    private static void add(Results results, EngineKind kind, double rate) {
        results.add(
                kind,
                Scenario.RANDOM,
                List.of(
                        new Figure("read-random", Metric.RATE, rate),
                        new Figure("read-random", Metric.P50, 1e6 / rate)));
    }
}
