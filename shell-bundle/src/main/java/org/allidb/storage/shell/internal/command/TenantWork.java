package org.allidb.storage.shell.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant took between two moments.
 *
 * @param tenant the tenant
 * @param rows what callers did
 * @param background what followed from it
 * @param nanos roughly what all of it took on one core, in nanoseconds
 */
record TenantWork(TenantId tenant, Rows rows, Background background, long nanos) {

    /** What tenants are sorted by. */
    enum Order {
        /** All of it, by an estimate of the time that it takes. */
        WORK,
        /** Rows read and entries scanned. */
        READS,
        /** Rows written. */
        WRITES,
        /** Bytes written by callers. */
        BYTES,
        /** Bytes written by flushes and merges. */
        MERGES,
        /** Time for which writers were slowed. */
        STALLS,
        /** Bytes that are due to be merged. */
        DEBT;

        /** Returns an order with those first that took most. */
        Comparator<TenantWork> mostFirst() {
            return Comparator.comparingDouble(this::of).reversed().thenComparing(TenantWork::tenant);
        }

        private double of(TenantWork work) {
            return switch (this) {
                case WORK -> work.nanos;
                case READS -> work.rows.all();
                case WRITES -> work.rows.written;
                case BYTES -> work.rows.bytes;
                case MERGES -> work.background.merged;
                case STALLS -> work.background.stallNanos;
                case DEBT -> work.background.due;
            };
        }
    }

    /** Rows read and written, entries scanned, and bytes written. */
    record Rows(long read, long scanned, long written, long bytes) {

        long all() {
            return read + scanned;
        }

        boolean isLessThan(Rows other) {
            return read < other.read || scanned < other.scanned || written < other.written || bytes < other.bytes;
        }
    }

    /** Bytes that flushes and merges wrote, how long writers were slowed, and the bytes that are due now. */
    record Background(long merged, long stallNanos, long due) {}

    /** Returns what tenants took between two moments. One that was not open at the first has begun at 0. */
    static List<TenantWork> between(Map<TenantId, TenantStatistics> before, Map<TenantId, TenantStatistics> after) {
        List<TenantWork> all = new ArrayList<>();
        after.forEach((id, now) -> {
            TenantStatistics then = before.get(id);
            // counters that are smaller than before have begun again: the tenant was opened again meanwhile
            boolean again = then != null && rows(now).isLessThan(rows(then));
            all.add(of(id, again ? null : then, now));
        });
        return all;
    }

    private static TenantWork of(TenantId id, @Nullable TenantStatistics then, TenantStatistics now) {
        Rows rows = rows(now);
        long merged = merged(now);
        long stalled = now.stallNanos();
        long nanos = now.workNanos();
        if (then != null) {
            Rows earlier = rows(then);
            rows = new Rows(
                    rows.read - earlier.read,
                    rows.scanned - earlier.scanned,
                    rows.written - earlier.written,
                    rows.bytes - earlier.bytes);
            merged -= merged(then);
            stalled -= then.stallNanos();
            nanos -= then.workNanos();
        }
        return new TenantWork(id, rows, new Background(merged, stalled, now.dueBytes()), nanos);
    }

    private static Rows rows(TenantStatistics figures) {
        return new Rows(
                figures.usage().rowsRead(),
                figures.entriesScanned(),
                figures.usage().rowsWritten(),
                figures.usage().bytesWritten());
    }

    private static long merged(TenantStatistics figures) {
        return figures.flushedBytes() + figures.compactionBytesWritten();
    }
}
