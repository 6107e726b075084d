package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.event.EventSink;

/** Ends the cursors and snapshots of a tenant that are open for longer than its quota allows. */
final class AgeQuota {

    private AgeQuota() {}

    /**
     * Looks once; to be called again and again, by one thread. A tenant without such a quota costs a look at its settings.
     *
     * @param nowNanos the time
     */
    static void enforce(TenantState tenant, EventSink events, long nowNanos) {
        Quota quota = tenant.access().descriptor().settings().quota();
        long now = nowNanos == 0 ? 1 : nowNanos;
        int cursors = quota.maxCursorSeconds();
        if (cursors > 0) {
            Supplier<StorageException> why = () -> error(
                    tenant.id(),
                    "max_cursor_seconds",
                    cursors,
                    "cursor",
                    "scan again behind the last row that you have (ScanRequest.resumeAfter)");
            int ended = tenant.readerMemory().reads().endOlder(now, nanos(cursors), why);
            report(events, tenant.id(), Human.count(ended, "cursor"), ended, cursors);
        }
        int snapshots = quota.maxSnapshotSeconds();
        if (snapshots > 0) {
            Supplier<StorageException> why =
                    () -> error(tenant.id(), "max_snapshot_seconds", snapshots, "snapshot", "take another one");
            int ended = tenant.snapshots().endOlder(now, nanos(snapshots), why);
            report(events, tenant.id(), Human.count(ended, "snapshot"), ended, snapshots);
        }
    }

    private static long nanos(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static StorageException error(TenantId id, String quota, int seconds, String what, String remedy) {
        return new QuotaExceededException(
                id,
                quota,
                seconds,
                seconds,
                "this " + what + " of tenant '" + id + "' was ended because it was open for more than the " + seconds
                        + " s that the tenant's quota allows; " + remedy + ", or raise the quota",
                null);
    }

    private static void report(EventSink events, TenantId id, String what, int ended, int seconds) {
        if (ended > 0) {
            events.report(
                    StorageEvent.Type.QUOTA,
                    Optional.of(id),
                    what + " of tenant '" + id + "' ended: open for more than " + seconds + " s",
                    Map.of("ended", (long) ended, "limit_seconds", (long) seconds));
        }
    }
}
