package org.allidb.storage.tenant.internal;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;

/**
 * The step of a disk quota that is filling up. The policy decides, within bounds that no policy moves. A change of the step is an event.
 * Thread-safe; the policy is asked without a lock.
 */
final class SpaceLadder {

    private final TenantId tenant;
    private final GuardServices services;
    /** Written under the monitor. */
    private volatile Step step = Step.FREE;

    SpaceLadder(TenantId tenant, GuardServices services) {
        this.tenant = tenant;
        this.services = services;
    }

    Step step() {
        return step;
    }

    /**
     * Moves to the step of a usage; reports an event if it is another one.
     *
     * @param mark the bytes that the allowance of deletes is counted from
     * @return whether it is another one, or another thread has changed it meanwhile
     */
    boolean update(long used, long limit, long mark, TenantOptions options) {
        Step before = step;
        Step now = limit == 0
                ? Step.FREE
                : decide(before, QuotaUse.of("disk_bytes", used, limit, options).withMark(mark));
        return now != before && change(before, now, used, limit);
    }

    private Step decide(Step before, QuotaUse disk) {
        Step wanted = services.policy().step(before, disk);
        Step least = least(disk);
        return wanted.compareTo(least) > 0 ? wanted : least;
    }

    /** Returns the step that holds whatever the policy says: flushes are written beyond the quota, so that no write may be admitted. */
    private static Step least(QuotaUse disk) {
        int headroom = disk.options().headroomPercent();
        if (disk.percentOfMark() >= 100 + headroom) {
            return Step.NO_WRITES;
        }
        return disk.percent() >= 100 + headroom / 2.0 ? Step.DELETE_ONLY : Step.FREE;
    }

    private synchronized boolean change(Step before, Step now, long used, long limit) {
        if (step != before) {
            return true;
        }
        step = now;
        String message = "tenant '" + tenant + "' uses " + Human.bytes(used)
                + (limit == 0 ? ": " : " of " + Human.bytes(limit) + ": ")
                + switch (now) {
                    case FREE -> limit == 0 ? "it has no disk quota any more" : "well within its disk quota again";
                    case SOFT -> "its disk quota is nearly used up";
                    case DELETE_ONLY -> "only deletes are accepted";
                    case NO_WRITES -> "writes are refused, deletes too";
                    case SUSPENDED -> "reads and writes are refused until it uses less";
                };
        services.events()
                .report(
                        StorageEvent.Type.QUOTA,
                        Optional.of(tenant),
                        message,
                        Map.of("used_bytes", used, "limit_bytes", limit));
        return true;
    }
}
