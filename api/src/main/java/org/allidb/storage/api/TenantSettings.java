package org.allidb.storage.api;

import java.util.Map;
import org.allidb.storage.api.config.StorageConfiguration;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What can be set for one tenant. */
@ProviderType
public final class TenantSettings {

    /** The greatest weight. */
    public static final int MAX_WEIGHT = 1_000;

    /** The most characters of a label. */
    public static final int MAX_LABEL = 200;

    /** No limits of its own, no declared vectors, the shared log, weight 1, no label. */
    public static final TenantSettings DEFAULTS =
            new TenantSettings(new Settings(Quota.NONE, Map.of(), new Form(false, false), new Place("", 1), Map.of()));

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
        return settings.form.dedicatedLog;
    }

    /**
     * Returns whether what the tenant has on disk is encrypted with a key of its own, which a master key wraps; see the section
     * {@code encryption} of the configuration. That is decided when the tenant is created.
     *
     * @return whether its tables, its manifest, its rows in the log and its backups are encrypted
     */
    public boolean encrypted() {
        return settings.form.encrypted;
    }

    /**
     * Returns which parameters of the configuration the tenant sets for itself: its compaction strategy and what that reads, codecs,
     * filter, size of its memtable, durability. {@link StorageConfiguration#tenantParameters()} has all. For the others the
     * configuration of the platform holds.
     *
     * @return values by path, for example {@code compaction.strategy}, as they would stand in the file
     */
    public Map<String, String> parameters() {
        return settings.parameters;
    }

    /**
     * Returns the weight of the tenant among others. Where tenants wait for the machine, or for a thread that flushes or merges,
     * one of weight 3 gets three times as much as one of weight 1. It matters nowhere else.
     *
     * @return 1 to {@value #MAX_WEIGHT}
     */
    public int weight() {
        return settings.place.weight;
    }

    /**
     * Returns what people call the tenant: a free text, for lists and consoles. Nothing is looked up by it, and several tenants may
     * have the same.
     *
     * @return at most {@value #MAX_LABEL} characters, without control characters and without spaces at its ends; empty for none
     */
    public String label() {
        return settings.place.label;
    }

    /**
     * Returns a copy with other limits.
     *
     * @param newQuota the limits
     * @return the settings
     */
    public TenantSettings withQuota(Quota newQuota) {
        return new TenantSettings(
                new Settings(newQuota, settings.vectorDimensions, settings.form, settings.place, settings.parameters));
    }

    /**
     * Returns a copy with other declared vectors.
     *
     * @param dimensions components by vector name
     * @return the settings
     */
    public TenantSettings withVectorDimensions(Map<String, Integer> dimensions) {
        return new TenantSettings(
                new Settings(settings.quota, dimensions, settings.form, settings.place, settings.parameters));
    }

    /**
     * Returns a copy with or without a log of its own.
     *
     * @param dedicated whether it has one
     * @return the settings
     */
    public TenantSettings withDedicatedLog(boolean dedicated) {
        return withForm(new Form(dedicated, settings.form.encrypted));
    }

    /**
     * Returns a copy that is encrypted or not.
     *
     * @param isEncrypted whether it is
     * @return the settings
     */
    public TenantSettings withEncrypted(boolean isEncrypted) {
        return withForm(new Form(settings.form.dedicatedLog, isEncrypted));
    }

    private TenantSettings withForm(Form form) {
        return new TenantSettings(
                new Settings(settings.quota, settings.vectorDimensions, form, settings.place, settings.parameters));
    }

    /**
     * Returns a copy with another weight.
     *
     * @param newWeight 1 to {@value #MAX_WEIGHT}
     * @return the settings
     */
    public TenantSettings withWeight(int newWeight) {
        return new TenantSettings(new Settings(
                settings.quota,
                settings.vectorDimensions,
                settings.form,
                new Place(settings.place.label, newWeight),
                settings.parameters));
    }

    /**
     * Returns a copy with another label.
     *
     * @param newLabel at most {@value #MAX_LABEL} characters; spaces at its ends are left out; empty for none
     * @return the settings
     * @throws InvalidArgumentException if it is longer, or has control characters
     */
    public TenantSettings withLabel(String newLabel) {
        return new TenantSettings(new Settings(
                settings.quota,
                settings.vectorDimensions,
                settings.form,
                new Place(newLabel.strip(), settings.place.weight),
                settings.parameters));
    }

    /**
     * Returns a copy with other parameters of the configuration, in place of all that it has.
     *
     * @param parameters values by path, for example {@code compaction.strategy}, as they would stand in the file
     * @return the settings
     * @throws InvalidArgumentException if one cannot be set for single tenants, or its value is not allowed
     */
    public TenantSettings withParameters(Map<String, String> parameters) {
        StorageConfiguration _ = StorageConfiguration.DEFAULTS.forTenant(parameters);
        return new TenantSettings(
                new Settings(settings.quota, settings.vectorDimensions, settings.form, settings.place, parameters));
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

    /** What is decided when a tenant is created. */
    private record Form(boolean dedicatedLog, boolean encrypted) {}

    /** What it is among the others. */
    private record Place(String label, int weight) {

        Place {
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new InvalidArgumentException("the weight " + weight + " is not allowed; use 1 to " + MAX_WEIGHT);
            }
            if (label.length() > MAX_LABEL) {
                throw new InvalidArgumentException(
                        "a label of " + label.length() + " characters is not allowed; use at most " + MAX_LABEL);
            }
            if (label.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidArgumentException("a label must not have control characters; use one line of text");
            }
        }
    }

    private record Settings(
            Quota quota,
            Map<String, Integer> vectorDimensions,
            Form form,
            Place place,
            Map<String, String> parameters) {

        Settings {
            parameters = Map.copyOf(parameters);
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
