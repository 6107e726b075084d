package org.allidb.storage.metrics;

import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.metrics.internal.ExpositionText;
import org.allidb.storage.metrics.internal.PlatformFigures;
import org.allidb.storage.metrics.internal.PlatformMetrics;
import org.allidb.storage.metrics.internal.TenantFigures;
import org.allidb.storage.metrics.internal.TenantMetrics;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The figures of a platform as text for Prometheus. They are read when the text is asked for; nothing is kept in between, and no tenant
 * is opened. Which metrics there are is in docs/metrics.md. Immutable, thread-safe.
 */
@ProviderType
public final class StorageMetrics {

    /** How many tenants are shown if nothing else is said. */
    public static final int BUSIEST = 50;

    /** How many tenants are shown at most. */
    public static final int MOST_BUSIEST = 10_000;

    private final StoragePlatform platform;

    private StorageMetrics(StoragePlatform platform) {
        this.platform = platform;
    }

    /**
     * Returns the figures of a platform.
     *
     * @param platform the platform; stays its owner's
     * @return its figures
     */
    public static StorageMetrics of(StoragePlatform platform) {
        return new StorageMetrics(platform);
    }

    /**
     * Returns the figures of the platform, and of the {@value #BUSIEST} open tenants that took most work since they were opened.
     *
     * @param format the format
     * @return the text
     */
    public String text(MetricsFormat format) {
        return text(format, BUSIEST);
    }

    /**
     * Returns the figures of the platform, and of the open tenants that took most work since they were opened.
     *
     * @param format the format
     * @param busiest how many tenants, 0 to {@value #MOST_BUSIEST}
     * @return the text
     * @throws InvalidArgumentException if the number is out of range
     */
    public String text(MetricsFormat format, int busiest) {
        if (busiest < 0 || busiest > MOST_BUSIEST) {
            throw new InvalidArgumentException(
                    "metrics are of 0 to " + MOST_BUSIEST + " of the busiest tenants, not of " + busiest);
        }
        PlatformFigures figures = PlatformFigures.of(platform);
        ExpositionText text = new ExpositionText(format);
        text.add(PlatformMetrics.ALL, List.of(figures));
        text.add(TenantMetrics.ALL, TenantFigures.busiest(figures.openTenants(), busiest));
        return text.end();
    }

    /**
     * Returns the figures of one tenant. Of a tenant that is not open it is its usage alone.
     *
     * @param format the format
     * @param tenant its id
     * @return the text
     * @throws TenantUnknownException if there is none of that id
     */
    public String text(MetricsFormat format, TenantId tenant) {
        ExpositionText text = new ExpositionText(format);
        text.add(TenantMetrics.ALL, List.of(TenantFigures.of(platform, tenant)));
        return text.end();
    }
}
