package org.allidb.storage.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.report.Results.Subject;

/**
 * A row of a table: one subject, all engines.
 *
 * @param label what it is about, with the unit
 * @param cells a figure for each engine; empty where there is none
 * @param versusBest how many times as good AlliDB Storage is as the best of the others; empty if that cannot be said
 * @param versusRocksDb the same against RocksDB leveled
 */
record Row(String label, List<String> cells, String versusBest, String versusRocksDb) {

    /** Returns the headings, without that of the labels. */
    static List<String> headings(List<EngineKind> engines) {
        List<String> headings =
                new ArrayList<>(engines.stream().map(EngineKind::title).toList());
        if (compares(engines)) {
            headings.addAll(List.of("vs. best", "vs. RocksDB"));
        }
        return headings;
    }

    static Row of(Results results, List<EngineKind> engines, Subject subject) {
        List<String> cells = engines.stream()
                .map(kind -> results.sample(kind, subject).map(Row::cell).orElse("–"))
                .toList();
        Metric metric = subject.metric();
        String unit = metric.unit().isEmpty() ? "" : " (" + metric.unit() + ")";
        String label = subject.workload() + (metric.title().isEmpty() ? "" : ": " + metric.title()) + unit;
        return new Row(
                label,
                cells,
                text(ratio(results, subject, engines)),
                text(ratio(results, subject, List.of(EngineKind.ROCKSDB))));
    }

    /** Returns all cells without the label. */
    List<String> columns(List<EngineKind> engines) {
        List<String> columns = new ArrayList<>(cells);
        if (compares(engines)) {
            columns.addAll(List.of(versusBest, versusRocksDb));
        }
        return columns;
    }

    /** Returns how many times as good AlliDB Storage is as the best of some engines, itself left out. */
    static OptionalDouble ratio(Results results, Subject subject, List<EngineKind> engines) {
        Metric metric = subject.metric();
        Optional<Double> ours = results.sample(EngineKind.ALLIDB, subject).map(Sample::median);
        Stream<Double> others = engines.stream()
                .filter(kind -> kind != EngineKind.ALLIDB && kind != EngineKind.ALLIDB_ENCRYPTED)
                .flatMap(kind -> results.sample(kind, subject).stream())
                .map(Sample::median);
        Optional<Double> best = metric.higherIsBetter() ? others.max(Double::compare) : others.min(Double::compare);
        if (ours.isEmpty() || best.isEmpty()) {
            return OptionalDouble.empty();
        }
        double ratio = metric.higherIsBetter() ? ours.get() / best.get() : best.get() / ours.get();
        return Double.isFinite(ratio) && ratio > 0 ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }

    private static boolean compares(List<EngineKind> engines) {
        return engines.contains(EngineKind.ALLIDB) && engines.size() > 1;
    }

    private static String cell(Sample sample) {
        String median = Numbers.shortly(sample.median());
        return sample.rounds() == 1 ? median : median + String.format(" ±%.0f%%", sample.spreadPercent());
    }

    private static String text(OptionalDouble ratio) {
        return ratio.isPresent() ? Numbers.ratio(ratio.getAsDouble()) : "";
    }
}
