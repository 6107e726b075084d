package org.allidb.storage.metrics.internal;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;

/**
 * What one scrape has read of a platform. Opens no tenant.
 *
 * @param statistics the platform's own figures
 * @param openTenants those of the tenants that are open
 * @param components the parts that are installed
 * @param missing the parts that are named and not installed
 * @param shards the shards of its cluster; none if it is of no cluster
 * @param ready whether it can do its work
 */
public record PlatformFigures(
        PlatformStatistics statistics,
        Map<TenantId, TenantStatistics> openTenants,
        List<ComponentInfo> components,
        List<MissingComponent> missing,
        List<ClusterShard> shards,
        boolean ready) {

    /** Reads the figures. */
    public static PlatformFigures of(StoragePlatform platform) {
        PlatformStatistics statistics = platform.statistics();
        List<MissingComponent> missing = platform.components().missing();
        return new PlatformFigures(
                statistics,
                platform.openTenantStatistics(),
                platform.components().list(),
                missing,
                platform.cluster().map(Cluster::shards).orElse(List.of()),
                Readiness.reasons(statistics, missing).isEmpty());
    }

    /** Returns the sum of a figure of the open tenants. */
    long sum(ToLongFunction<TenantStatistics> figure) {
        return openTenants.values().stream().mapToLong(figure).sum();
    }
}
