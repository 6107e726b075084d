package org.allidb.storage.metrics.internal;

import java.math.BigDecimal;
import java.util.List;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.LatencyBucket;
import org.allidb.storage.metrics.MetricsFormat;

/** Writes metrics as text, in one of the formats that Prometheus reads. Used by one thread. */
public final class ExpositionText {

    private static final double MOST_EXACT = 1L << 53;
    private static final int NANO_DIGITS = 9;

    private final StringBuilder text = new StringBuilder();
    private final boolean open;

    /** Begins an empty text. */
    public ExpositionText(MetricsFormat format) {
        this.open = format == MetricsFormat.OPENMETRICS;
    }

    /**
     * Adds metrics: each with its type and help, then its samples of all sources.
     *
     * @param metrics the metrics
     * @param sources what their samples are taken from; if there are none, nothing is added
     */
    public <S> void add(List<Metric<S>> metrics, List<S> sources) {
        if (sources.isEmpty()) {
            return;
        }
        for (Metric<S> metric : metrics) {
            begin(metric);
            Samples samples = new Samples(metric);
            for (S source : sources) {
                metric.samples().accept(source, samples);
            }
        }
    }

    /** Returns the whole text. */
    public String end() {
        if (open) {
            text.append("# EOF\n");
        }
        return text.toString();
    }

    private void begin(Metric<?> metric) {
        if (open) {
            comment("TYPE", metric.family(), metric.type().toString());
            if (!metric.unit().isEmpty()) {
                comment("UNIT", metric.family(), metric.unit());
            }
            comment("HELP", metric.family(), metric.help());
        } else {
            comment("HELP", metric.name(), metric.help());
            comment("TYPE", metric.name(), metric.type().toString());
        }
    }

    private void comment(String word, String name, String value) {
        text.append("# ").append(word).append(' ').append(name).append(' ');
        escape(value, open);
        text.append('\n');
    }

    private void escape(String value, boolean quotes) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quotes ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
    }

    /** Writes the samples of one metric. */
    private final class Samples implements SampleSink {

        private final Metric<?> metric;

        Samples(Metric<?> metric) {
            this.metric = metric;
        }

        @Override
        public void value(double value, String... labels) {
            line("", value, "", labels);
        }

        @Override
        public void histogram(Latency latency, String... labels) {
            for (LatencyBucket bucket : latency.buckets()) {
                line("_bucket", (double) bucket.measured(), bound(bucket.atMostNanos()), labels);
            }
            line("_bucket", (double) latency.measured(), "+Inf", labels);
            line("_sum", PlatformMetrics.seconds(latency.sumNanos()), "", labels);
            line("_count", (double) latency.measured(), "", labels);
        }

        private void line(String suffix, double value, String bound, String... labels) {
            text.append(metric.name()).append(suffix);
            char separator = '{';
            for (int i = 0; i < labels.length; i += 2) {
                text.append(separator).append(labels[i]).append("=\"");
                escape(labels[i + 1], true);
                text.append('"');
                separator = ',';
            }
            if (!bound.isEmpty()) {
                text.append(separator).append("le=\"").append(bound).append('"');
                separator = ',';
            }
            text.append(separator == ',' ? "} " : " ");
            number(value);
            text.append('\n');
        }

        private void number(double value) {
            if (value == Math.rint(value) && Math.abs(value) < MOST_EXACT) {
                text.append((long) value);
            } else {
                text.append(value);
            }
        }

        /** Returns seconds with a point, because programs compare bounds as text. */
        private static String bound(long nanos) {
            String seconds =
                    BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString();
            return seconds.contains(".") ? seconds : seconds + ".0";
        }
    }
}
