package org.allidb.storage.metrics.internal;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/**
 * A metric: its name and meaning, and how its samples are taken from what was read at the scrape.
 *
 * @param <S> what the samples are taken from
 * @param name the name in Prometheus' text, with unit and {@code _total}
 * @param type the type
 * @param help one sentence without a full stop
 * @param labels names of its labels, but for that of the tenant
 * @param samples hands the samples to a sink
 */
public record Metric<S>(
        String name, MetricType type, String help, List<String> labels, BiConsumer<S, SampleSink> samples) {

    private static final String TOTAL = "_total";
    private static final List<String> UNITS = List.of("seconds", "bytes", "ratio");

    static <S> Metric<S> counter(String name, String help, ToDoubleFunction<S> value) {
        return single(name, MetricType.COUNTER, help, value);
    }

    static <S> Metric<S> gauge(String name, String help, ToDoubleFunction<S> value) {
        return single(name, MetricType.GAUGE, help, value);
    }

    private static <S> Metric<S> single(String name, MetricType type, String help, ToDoubleFunction<S> value) {
        return new Metric<>(name, type, help, List.of(), (source, sink) -> sink.value(value.applyAsDouble(source)));
    }

    /** Returns the name without {@code _total}: that of the family in OpenMetrics. */
    public String family() {
        return type == MetricType.COUNTER ? name.substring(0, name.length() - TOTAL.length()) : name;
    }

    /** Returns the unit that its name ends with; empty if it counts things. */
    public String unit() {
        return UNITS.stream()
                .filter(unit -> family().endsWith("_" + unit))
                .findFirst()
                .orElse("");
    }
}
