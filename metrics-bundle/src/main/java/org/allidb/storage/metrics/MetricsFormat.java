package org.allidb.storage.metrics;

import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;

/** The forms of text in which metrics are scraped. */
@ProviderType
public enum MetricsFormat {
    /** The <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">text format 0.0.4</a> of Prometheus. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String OPENMETRICS_RANGE = "application/openmetrics-text";
    private static final String TEXT_RANGE = "text/plain";

    private final String mediaType;

    MetricsFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** {@return the media type, with version and charset} */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Chooses a format.
     *
     * @param accept the value of the header {@code Accept}; empty if there is none
     * @return {@link #OPENMETRICS} if it is named and not liked less than plain text, else {@link #PROMETHEUS}
     */
    public static MetricsFormat accepted(String accept) {
        double openMetrics = 0;
        double text = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double weight = weight(parts);
            if (parts[0].strip().equals(OPENMETRICS_RANGE)) {
                openMetrics = Math.max(openMetrics, weight);
            } else if (parts[0].strip().equals(TEXT_RANGE)) {
                text = Math.max(text, weight);
            }
        }
        return openMetrics > 0 && openMetrics >= text ? OPENMETRICS : PROMETHEUS;
    }

    /** Returns how much a range is liked; 0 if its weight is no number. */
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("q=")) {
                return part.matches("q=[01](\\.[0-9]{0,3})?") ? Double.parseDouble(part.substring(2)) : 0;
            }
        }
        return 1;
    }
}
