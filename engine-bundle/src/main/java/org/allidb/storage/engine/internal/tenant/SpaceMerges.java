package org.allidb.storage.engine.internal.tenant;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Merges that give a full tenant the space back that its deletes free. A strategy may leave tombstones where they are until there are
 * more of them; a tenant whose inserts are refused waits for just that. So all its tables are merged into one, whatever the strategy,
 * once nothing else is due: at most every {@value #MINUTES} minutes, and less often while it frees little. Thread-safe, without a lock.
 */
final class SpaceMerges {

    static final int MINUTES = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MINUTES.toNanos(MINUTES);
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);
    /** A merge that frees less than this part of the bytes is not repeated soon. */
    private static final int WORTH = 20;

    private final TenantState tenant;
    private final StorageClock clock;
    /** The next time at which one is proposed, in nanoseconds. */
    private final AtomicLong next;

    private volatile long waitNanos = SHORTEST_NANOS;
    /** The bytes that were merged last. */
    private volatile long lastBytes;

    SpaceMerges(TenantState tenant, StorageClock clock) {
        this.tenant = tenant;
        this.clock = clock;
        this.next = new AtomicLong(clock.nanoTime());
    }

    /** Returns a task if the tenant is full and has tombstones. */
    Optional<CompactionTask> propose(List<TableHandle> tables) {
        if (!tenant.access().isFull()
                || tables.stream().noneMatch(table -> hasTombstones(table.properties()))
                || tables.stream().anyMatch(table -> table.summary().busy())) {
            return Optional.empty();
        }
        long now = clock.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + waitNanos)) {
            return Optional.empty();
        }
        long bytes = tables.stream()
                .mapToLong(table -> table.properties().fileBytes())
                .sum();
        boolean freedLittle = lastBytes > 0 && lastBytes - bytes < lastBytes / WORTH;
        waitNanos = freedLittle ? Math.min(LONGEST_NANOS, 2 * waitNanos) : SHORTEST_NANOS;
        lastBytes = bytes;
        int level = tables.stream().mapToInt(TableHandle::level).max().orElse(0);
        return Optional.of(CompactionTask.Merge.of(
                tables.stream().map(TableHandle::id).toList(), level, true, "its disk quota is used up"));
    }

    private static boolean hasTombstones(TableProperties table) {
        return table.tombstones() + table.rangeTombstones() > 0;
    }
}
