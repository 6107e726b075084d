package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The change feeds of tenants: which changes are kept for {@link org.allidb.storage.api.ChangeFeed}. */
@Section(value = "feed", description = "Change feeds: what was changed, in order, for consumers that follow a tenant.")
@ProviderType
public sealed interface FeedOptions permits FeedValues {

    /** Every parameter at its default. */
    FeedOptions DEFAULTS = Options.defaults(FeedOptions.class);

    /** {@return how many MiB of changes are kept; 0 for no feed} */
    @Parameter(
            key = "retention_mb",
            byDefault = "0",
            min = 0,
            max = 1_099_511_627_776.0,
            live = true,
            perTenant = true,
            description =
                    "How many MiB of its latest changes a tenant keeps for its change feed, beside its tables; they"
                            + " count for its disk quota. 0 is no feed.")
    double retentionMb();

    /** {@return how old kept changes may become, in hours; 0 for any age} */
    @Parameter(
            key = "retention_hours",
            byDefault = "0",
            min = 0,
            max = 876_000,
            live = true,
            perTenant = true,
            description = "Changes that are older are deleted, even if retention_mb has room for them; 0 is no limit by"
                    + " age. They go in groups, and the latest group stays.")
    double retentionHours();

    /**
     * Returns the bound of what is kept.
     *
     * @return bytes; 0 if there is no feed
     */
    default long retentionBytes() {
        return (long) Math.ceil(retentionMb() * (1 << 20));
    }

    /**
     * Returns how old kept changes may become.
     *
     * @return milliseconds; {@link Long#MAX_VALUE} for any age
     */
    default long retentionMillis() {
        return retentionHours() == 0 ? Long.MAX_VALUE : (long) (retentionHours() * 3_600_000);
    }
}
