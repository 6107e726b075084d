package org.allidb.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which format a client gets. */
class MetricsFormatTest {

    /** The third is what Prometheus 2 sends, the fourth what Prometheus 3 does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | PROMETHEUS",
                "*/* | PROMETHEUS",
                "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPENMETRICS",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
                        + " | OPENMETRICS",
                "Application/OpenMetrics-Text | OPENMETRICS",
                "application/openmetrics-text;q=0.2, text/plain;q=0.9 | PROMETHEUS",
                "application/openmetrics-text;q=0 | PROMETHEUS",
                "application/openmetrics-text;q=much | PROMETHEUS",
                "text/html, text/plain | PROMETHEUS",
            })
    void theHeaderChooses(String accept, MetricsFormat expected) {
        assertEquals(expected, MetricsFormat.accepted(accept));
    }
}
