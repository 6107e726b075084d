package org.allidb.storage.metrics.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;

/**
 * What one scrape has read of a tenant.
 *
 * @param id its id
 * @param usage what it uses
 * @param open its figures; empty if it is not open
 */
public record TenantFigures(String id, TenantUsage usage, Optional<TenantStatistics> open) {

    private static final Comparator<Map.Entry<TenantId, TenantStatistics>> LEAST_USED_FIRST = Comparator.comparingLong(
                    (Map.Entry<TenantId, TenantStatistics> tenant) ->
                            tenant.getValue().workNanos())
            .thenComparing(Map.Entry::getKey, Comparator.reverseOrder());

    /**
     * Reads the figures of a tenant, without opening it.
     *
     * @param platform where it is
     * @param tenant its id
     * @return its figures
     * @throws TenantUnknownException if there is none of that id
     */
    public static TenantFigures of(StoragePlatform platform, TenantId tenant) {
        TenantStatistics open = platform.openTenantStatistics().get(tenant);
        return open == null
                ? new TenantFigures(tenant.value(), platform.usage(tenant), Optional.empty())
                : of(tenant, open);
    }

    /**
     * Chooses the tenants that took most work since they were opened.
     *
     * @param open the figures of those that are open
     * @param most how many
     * @return the first is the one that took most; among equals they are in the order of their ids
     */
    public static List<TenantFigures> busiest(Map<TenantId, TenantStatistics> open, int most) {
        PriorityQueue<Map.Entry<TenantId, TenantStatistics>> chosen = new PriorityQueue<>(LEAST_USED_FIRST);
        for (Map.Entry<TenantId, TenantStatistics> tenant : open.entrySet()) {
            chosen.add(tenant);
            if (chosen.size() > most) {
                chosen.remove();
            }
        }
        return chosen.stream()
                .sorted(LEAST_USED_FIRST.reversed())
                .map(tenant -> of(tenant.getKey(), tenant.getValue()))
                .toList();
    }

    private static TenantFigures of(TenantId tenant, TenantStatistics statistics) {
        return new TenantFigures(tenant.value(), statistics.usage(), Optional.of(statistics));
    }
}
