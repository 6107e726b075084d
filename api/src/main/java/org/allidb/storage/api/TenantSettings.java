package org.allidb.storage.api;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What can be set for one tenant.
 *
 * @param quota its limits
 * @param vectorDimensions the number of components that vectors of a name must have; names left out are free
 * @param dedicatedLog whether it has a write-ahead log of its own, in its own directory, instead of sharing the
 *     platform's; decided when the tenant is created
 */
@ProviderType
public record TenantSettings(Quota quota, Map<String, Integer> vectorDimensions, boolean dedicatedLog) {

    /** No limits of its own, no declared vectors, the shared log. */
    public static final TenantSettings DEFAULTS = new TenantSettings(Quota.NONE, Map.of(), false);

    /**
     * Checks and copies.
     *
     * @throws InvalidArgumentException if a dimension is not from 1 to {@value VectorRow#MAX_DIMENSION}
     */
    public TenantSettings {
        vectorDimensions = Map.copyOf(vectorDimensions);
        vectorDimensions.forEach((name, dimension) -> {
            if (dimension < 1 || dimension > VectorRow.MAX_DIMENSION) {
                throw new InvalidArgumentException("vector '" + name + "' is declared with " + dimension
                        + " components; use 1 to " + VectorRow.MAX_DIMENSION);
            }
        });
    }

    /**
     * The same with other limits.
     *
     * @param newQuota the limits
     * @return the settings
     */
    public TenantSettings withQuota(Quota newQuota) {
        return new TenantSettings(newQuota, vectorDimensions, dedicatedLog);
    }

    /**
     * The same with other declared vectors.
     *
     * @param dimensions components by vector name
     * @return the settings
     */
    public TenantSettings withVectorDimensions(Map<String, Integer> dimensions) {
        return new TenantSettings(quota, dimensions, dedicatedLog);
    }

    /**
     * The same with or without a log of its own.
     *
     * @param dedicated whether it has one
     * @return the settings
     */
    public TenantSettings withDedicatedLog(boolean dedicated) {
        return new TenantSettings(quota, vectorDimensions, dedicated);
    }
}
