package org.allidb.storage.engine.internal.fairness;

/** A tenant that shares the machine with others. Compared by identity. */
public interface FairTenant extends WeightedTenant {

    /** Returns what slows its calls. */
    Pace pace();

    /** Returns what it has done since it was opened, in nanoseconds; see {@link Work}. */
    long workNanos();
}
