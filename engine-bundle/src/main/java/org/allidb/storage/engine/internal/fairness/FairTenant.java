package org.allidb.storage.engine.internal.fairness;

import org.jspecify.annotations.Nullable;

/** A tenant that shares the machine with others. Compared by identity. */
public interface FairTenant extends WeightedTenant {

    /** Returns what slows its calls. */
    Pace pace();

    /** Returns what it has done since it was opened, in nanoseconds; see {@link Work}. */
    long workNanos();

    /** Has its calls measured; null for not any more. */
    void watch(@Nullable CallTimes times);
}
