package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaUse;

/**
 * The policy {@code ladder}: each step is taken at a share of the quota that the configuration sets, and taken back when the usage is
 * {@code hysteresis_percent} below it.
 */
public class LadderPolicy implements QuotaPolicy {

    static final String NAME = "ladder";

    /** Called by {@link java.util.ServiceLoader}. */
    public LadderPolicy() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(Step before, QuotaUse disk) {
        Step up = at(disk, 0);
        Step down = at(disk, disk.options().hysteresisPercent());
        // going up at the limit itself, going down only when well below it
        return up.compareTo(before) > 0 ? up : down.compareTo(before) < 0 ? down : before;
    }

    @Override
    public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
        int percent = use.options().softLimitPercent() - (before ? use.options().hysteresisPercent() : 0);
        return use.used() > 0 && use.percent() >= percent;
    }

    /** Returns the step at a use that is some percent greater. */
    private static Step at(QuotaUse disk, int more) {
        TenantOptions options = disk.options();
        double percent = disk.percent() + more;
        // A delete takes space before it frees any: it may use half of the headroom, from the mark on.
        if (disk.percentOfMark() + more >= 100 + options.headroomPercent() / 2.0) {
            boolean suspends = options.suspendPercent() > 0 && percent >= options.suspendPercent();
            return suspends ? Step.SUSPENDED : Step.NO_WRITES;
        }
        if (percent >= options.deleteOnlyPercent()) {
            return Step.DELETE_ONLY;
        }
        return percent >= options.softLimitPercent() ? Step.SOFT : Step.FREE;
    }
}
