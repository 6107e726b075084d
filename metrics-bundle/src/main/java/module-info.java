/** Figures for Prometheus, Micrometer and JMX, and checks of health. */
module org.allidb.storage.metrics {
    requires java.management;
    requires transitive org.allidb.storage.api;
    requires org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static transitive micrometer.core;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    exports org.allidb.storage.metrics;
    exports org.allidb.storage.metrics.micrometer;

    provides org.allidb.storage.spi.http.HttpResource with
            org.allidb.storage.metrics.internal.http.HealthResource,
            org.allidb.storage.metrics.internal.http.MetricsResource;
}
