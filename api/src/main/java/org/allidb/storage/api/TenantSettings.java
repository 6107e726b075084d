package org.allidb.storage.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What can be set for one tenant. */
@ProviderType
public final class TenantSettings {

    /** The greatest weight. */
    public static final int MAX_WEIGHT = 1_000;

    /** No limits of its own, no declared vectors, the shared log, weight 1. */
    public static final TenantSettings DEFAULTS =
            new TenantSettings(new Settings(Quota.NONE, Map.of(), false, false, 1));

    private final Settings settings;

    private TenantSettings(Settings settings) {
        this.settings = settings;
    }

    /** {@return the tenant's limits} */
    public Quota quota() {
        return settings.quota;
    }

    /** {@return the number of components that vectors of a name must have; names left out are free} */
    public Map<String, Integer> vectorDimensions() {
        return settings.vectorDimensions;
    }

    /**
     * Returns whether the tenant has a write-ahead log of its own, in its own directory, instead of sharing the platform's.
     * That is decided when the tenant is created.
     *
     * @return whether the log is the tenant's own
     */
    public boolean dedicatedLog() {
        return settings.dedicatedLog;
    }

    /**
     * Returns whether what the tenant has on disk is encrypted with a key of its own, which a master key wraps; see the section
     * {@code encryption} of the configuration. That is decided when the tenant is created.
     *
     * @return whether its tables, its manifest, its rows in the log and its backups are encrypted
     */
    public boolean encrypted() {
        return settings.encrypted;
    }

    /**
     * Returns the weight of the tenant among others. Where tenants wait for the machine, or for a thread that flushes or merges,
     * one of weight 3 gets three times as much as one of weight 1. It matters nowhere else.
     *
     * @return 1 to {@value #MAX_WEIGHT}
     */
    public int weight() {
        return settings.weight;
    }

    /**
     * Returns a copy with other limits.
     *
     * @param newQuota the limits
     * @return the settings
     */
    public TenantSettings withQuota(Quota newQuota) {
        return new TenantSettings(new Settings(
                newQuota, settings.vectorDimensions, settings.dedicatedLog, settings.encrypted, settings.weight));
    }

    /**
     * Returns a copy with other declared vectors.
     *
     * @param dimensions components by vector name
     * @return the settings
     */
    public TenantSettings withVectorDimensions(Map<String, Integer> dimensions) {
        return new TenantSettings(
                new Settings(settings.quota, dimensions, settings.dedicatedLog, settings.encrypted, settings.weight));
    }

    /**
     * Returns a copy with or without a log of its own.
     *
     * @param dedicated whether it has one
     * @return the settings
     */
    public TenantSettings withDedicatedLog(boolean dedicated) {
        return new TenantSettings(new Settings(
                settings.quota, settings.vectorDimensions, dedicated, settings.encrypted, settings.weight));
    }

    /**
     * Returns a copy that is encrypted or not.
     *
     * @param isEncrypted whether it is
     * @return the settings
     */
    public TenantSettings withEncrypted(boolean isEncrypted) {
        return new TenantSettings(new Settings(
                settings.quota, settings.vectorDimensions, settings.dedicatedLog, isEncrypted, settings.weight));
    }

    /**
     * Returns a copy with another weight.
     *
     * @param newWeight 1 to {@value #MAX_WEIGHT}
     * @return the settings
     */
    public TenantSettings withWeight(int newWeight) {
        return new TenantSettings(new Settings(
                settings.quota, settings.vectorDimensions, settings.dedicatedLog, settings.encrypted, newWeight));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantSettings that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    private record Settings(
            Quota quota, Map<String, Integer> vectorDimensions, boolean dedicatedLog, boolean encrypted, int weight) {

        Settings {
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new InvalidArgumentException("the weight " + weight + " is not allowed; use 1 to " + MAX_WEIGHT);
            }
            vectorDimensions = Map.copyOf(vectorDimensions);
            vectorDimensions.forEach((name, dimension) -> {
                if (dimension < 1 || dimension > VectorRow.MAX_DIMENSION) {
                    throw new InvalidArgumentException("vector '" + name + "' is declared with " + dimension
                            + " components; use 1 to " + VectorRow.MAX_DIMENSION);
                }
            });
        }
    }
}
