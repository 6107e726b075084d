package org.allidb.storage.metrics.micrometer;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.metrics.internal.Metric;
import org.allidb.storage.metrics.internal.MetricType;
import org.allidb.storage.metrics.internal.PlatformFigures;
import org.allidb.storage.metrics.internal.PlatformMetrics;
import org.allidb.storage.metrics.internal.SampleSink;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Binds the figures of a platform to a registry of Micrometer. There are none of tenants: 12 gauges are more memory than an idle tenant
 * takes. The meters of parts are those of the parts that are installed when it is bound. Thread-safe.
 */
@ProviderType
public final class StorageMeterBinder implements MeterBinder {

    private static final double NEVER = Double.NaN;

    private final StoragePlatform platform;

    /**
     * A binder.
     *
     * @param platform the platform; stays its owner's, and is closed after the registry
     */
    public StorageMeterBinder(StoragePlatform platform) {
        this.platform = platform;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        LatestFigures latest = new LatestFigures(platform, registry.config().clock());
        for (Metric<PlatformFigures> metric : PlatformMetrics.ALL) {
            metric.samples().accept(latest.get(), new MeterMaker(registry, latest, metric));
        }
    }

    /** Reads the figures once for the meters that are asked within a second. */
    private static final class LatestFigures {

        private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final StoragePlatform platform;
        private final Clock clock;
        private volatile Reading reading;

        LatestFigures(StoragePlatform platform, Clock clock) {
            this.platform = platform;
            this.clock = clock;
            this.reading = new Reading(clock.monotonicTime(), PlatformFigures.of(platform));
        }

        PlatformFigures get() {
            Reading latest = reading;
            if (clock.monotonicTime() - latest.at >= FRESH_NANOS) {
                latest = new Reading(clock.monotonicTime(), PlatformFigures.of(platform));
                reading = latest;
            }
            return latest.figures;
        }
    }

    private record Reading(long at, PlatformFigures figures) {}

    /** Makes a meter for each sample that a metric has. */
    private record MeterMaker(MeterRegistry registry, LatestFigures latest, Metric<PlatformFigures> metric)
            implements SampleSink {

        @Override
        public void value(double value, String... labels) {
            if (metric.type() == MetricType.COUNTER) {
                FunctionCounter.builder(name(), latest, figures -> now(labels).value)
                        .tags(Tags.of(labels))
                        .description(metric.help())
                        .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                        .register(registry);
            } else {
                Gauge.builder(name(), latest, figures -> now(labels).value)
                        .tags(Tags.of(labels))
                        .description(metric.help())
                        .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                        .register(registry);
            }
        }

        @Override
        public void histogram(Latency latency, String... labels) {
            FunctionTimer.builder(
                            name(),
                            latest,
                            figures -> now(labels).measured,
                            figures -> now(labels).sumNanos,
                            TimeUnit.NANOSECONDS)
                    .tags(Tags.of(labels))
                    .description(metric.help())
                    .register(registry);
        }

        /** Returns the name without its unit, which the registry adds in its own way. */
        private String name() {
            String family = metric.family();
            String bare = metric.unit().isEmpty()
                    ? family
                    : family.substring(0, family.length() - metric.unit().length() - 1);
            return bare.replace('_', '.');
        }

        private Found now(String... labels) {
            Found found = new Found(labels);
            metric.samples().accept(latest.get(), found);
            return found;
        }
    }

    /** Finds the sample with the labels of a meter. */
    private static final class Found implements SampleSink {

        private final String[] wanted;
        private double value = NEVER;
        private long measured;
        private double sumNanos;

        Found(String... wanted) {
            this.wanted = wanted;
        }

        @Override
        public void value(double sample, String... labels) {
            if (Arrays.equals(wanted, labels)) {
                value = sample;
            }
        }

        @Override
        public void histogram(Latency latency, String... labels) {
            if (Arrays.equals(wanted, labels)) {
                measured = latency.measured();
                sumNanos = latency.sumNanos();
            }
        }
    }
}
