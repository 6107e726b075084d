package org.allidb.storage.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.metrics.internal.Readiness;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether a storage can do its work, and if not, why. It is judged by the figures of the moment. Its texts name no tenant. Immutable,
 * thread-safe.
 */
@ProviderType
public final class StorageHealth {

    private final List<String> reasons;
    private final List<String> warnings;

    private StorageHealth(List<String> reasons, List<String> warnings) {
        this.reasons = List.copyOf(reasons);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Judges a platform.
     *
     * @param platform the platform
     * @return whether it is ready
     */
    public static StorageHealth of(StoragePlatform platform) {
        PlatformStatistics statistics = platform.statistics();
        return new StorageHealth(
                Readiness.reasons(statistics, platform.components().missing()), Readiness.warnings(statistics));
    }

    /**
     * Judges a platform that may be away, because its engine is replaced.
     *
     * @param platform the platform, if there is one
     * @return whether it is ready
     */
    public static StorageHealth of(Optional<StoragePlatform> platform) {
        return platform.map(StorageHealth::of)
                .orElseGet(() -> new StorageHealth(
                        List.of("there is no platform: it is being opened or replaced, or the log says what it waits"
                                + " for"),
                        List.of()));
    }

    /**
     * Returns the same health with more reasons not to be ready.
     *
     * @param more the reasons; none changes nothing
     * @return both
     */
    public StorageHealth with(List<String> more) {
        List<String> all = new ArrayList<>(reasons);
        all.addAll(more);
        return new StorageHealth(all, warnings);
    }

    /** {@return whether all tenants can be served: there is no reason against it} */
    public boolean isReady() {
        return reasons.isEmpty();
    }

    /** {@return why it is not ready, and what to do; empty if it is} */
    public List<String> reasons() {
        return reasons;
    }

    /** {@return what to look at although it is ready: damaged tables, for example} */
    public List<String> warnings() {
        return warnings;
    }
}
