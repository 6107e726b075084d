package org.allidb.storage.metrics.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.statistics.Latency;

/**
 * Collects the samples of metrics by a name of each: the metric's without prefix and {@code _total}, then the values of its labels but for
 * tenant and version, in camel case. Of a histogram there are number, sum and percentiles.
 */
final class NamedValues {

    private static final String PREFIX = "allidb_";
    private static final Set<String> UNNAMED = Set.of(TenantMetrics.TENANT, PlatformMetrics.VERSION);

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();

    private NamedValues() {}

    /** Takes the samples of all metrics. */
    static <S> NamedValues of(List<Metric<S>> metrics, S source) {
        NamedValues all = new NamedValues();
        for (Metric<S> metric : metrics) {
            metric.samples().accept(source, all.new Taker(metric));
        }
        return all;
    }

    /** Returns the values by name, in the order of the metrics. */
    Map<String, Double> values() {
        return values;
    }

    /** Returns what a value means. */
    String help(String name) {
        return helps.getOrDefault(name, name);
    }

    /** Returns the name of the one sample of a tenant's metric. */
    static String name(Metric<TenantFigures> metric) {
        return camelCase(metric.family().substring(PREFIX.length()));
    }

    private final class Taker implements SampleSink {

        private final Metric<?> metric;

        Taker(Metric<?> metric) {
            this.metric = metric;
        }

        @Override
        public void value(double value, String... labels) {
            put("", value, labels);
        }

        @Override
        public void histogram(Latency latency, String... labels) {
            put("_count", (double) latency.measured(), labels);
            put("_sum", PlatformMetrics.seconds(latency.sumNanos()), labels);
            put("_median", PlatformMetrics.seconds(latency.medianNanos()), labels);
            put("_p99", PlatformMetrics.seconds(latency.p99Nanos()), labels);
            put("_p999", PlatformMetrics.seconds(latency.p999Nanos()), labels);
            put("_max", PlatformMetrics.seconds(latency.maxNanos()), labels);
        }

        private void put(String suffix, double value, String... labels) {
            StringBuilder name = new StringBuilder(metric.family().substring(PREFIX.length()));
            for (int i = 1; i < labels.length; i += 2) {
                // the tenant is known, and a name stays when a part is updated
                if (!UNNAMED.contains(labels[i - 1])) {
                    name.append('_').append(labels[i]);
                }
            }
            String camel = camelCase(name.append(suffix).toString());
            values.put(camel, value);
            helps.put(camel, metric.help());
        }
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return camel.toString();
    }
}
