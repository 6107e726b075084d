package org.allidb.storage.console.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.TenantStatistics;

/**
 * The figures of all open tenants at one moment, and what they did in the second before. Immutable.
 *
 * @param nanos when
 * @param open the figures
 * @param rates what was done since the moment before; of tenants that were opened since then nothing
 * @param sum of all rates
 * @param dueBytes bytes that are due to be merged, of all tenants
 */
record TenantRates(
        long nanos, Map<TenantId, TenantStatistics> open, Map<TenantId, Rate> rates, Rate sum, long dueBytes) {

    /**
     * What a tenant does in a second.
     *
     * @param written rows
     * @param writtenBytes bytes of them
     * @param read rows that were asked for, and entries that scans have read
     * @param stalled part of the time in which its writers were slowed; more than 1 if there were several
     * @param work cores, as estimated
     */
    record Rate(double written, double writtenBytes, double read, double stalled, double work) {

        static final Rate NONE = new Rate(0, 0, 0, 0, 0);

        private static Rate between(TenantStatistics before, TenantStatistics after, double seconds) {
            return new Rate(
                    grown(before.usage().rowsWritten(), after.usage().rowsWritten()) / seconds,
                    grown(before.usage().bytesWritten(), after.usage().bytesWritten()) / seconds,
                    grown(
                                    before.usage().rowsRead() + before.entriesScanned(),
                                    after.usage().rowsRead() + after.entriesScanned())
                            / seconds,
                    grown(before.stallNanos(), after.stallNanos()) / seconds / NANOS,
                    grown(before.workNanos(), after.workNanos()) / seconds / NANOS);
        }

        Rate plus(Rate other) {
            return new Rate(
                    written + other.written,
                    writtenBytes + other.writtenBytes,
                    read + other.read,
                    stalled + other.stalled,
                    work + other.work);
        }
    }

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Returns figures without a moment before. */
    static TenantRates first(long nanos, Map<TenantId, TenantStatistics> open) {
        return of(nanos, open, Map.of());
    }

    /** Returns later figures, with what was done between these and those. */
    TenantRates next(long later, Map<TenantId, TenantStatistics> laterOpen) {
        double seconds = Math.max(1, later - nanos) / NANOS;
        Map<TenantId, Rate> found = new HashMap<>();
        laterOpen.forEach((id, after) -> {
            TenantStatistics before = open.get(id);
            if (before != null) {
                found.put(id, Rate.between(before, after, seconds));
            }
        });
        return of(later, laterOpen, found);
    }

    /** Adds up once what each page is sent twice a second. */
    private static TenantRates of(long nanos, Map<TenantId, TenantStatistics> open, Map<TenantId, Rate> rates) {
        return new TenantRates(
                nanos,
                open,
                rates,
                rates.values().stream().reduce(Rate.NONE, Rate::plus),
                open.values().stream().mapToLong(TenantStatistics::dueBytes).sum());
    }

    Rate of(TenantId tenant) {
        return rates.getOrDefault(tenant, Rate.NONE);
    }

    /** Returns how much a counter has grown; one that fell began again at 0. */
    private static double grown(long before, long after) {
        return (double) (after >= before ? after - before : after);
    }
}
