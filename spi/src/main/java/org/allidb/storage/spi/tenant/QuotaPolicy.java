package org.allidb.storage.spi.tenant;

import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A policy of quotas: it decides what a tenant may still do when a quota is used up, or nearly so. The tenant guard counts and carries
 * the decision out. So a policy can be replaced at any time, and no count is lost. The built-in one is {@code ladder}.
 *
 * <ul>
 *   <li>A function of its arguments: no state, no I/O, no clock. Any thread calls it, several at a time.
 *   <li>Called in the middle of writes: it returns at once.
 *   <li>It is asked about tenants that have a limit, and about no others.
 *   <li>A tenant that uses no more than its {@linkplain QuotaUse#mark() mark} may delete, or there is no way back for it.
 *   <li>The guard has the last word: above the quota and half of the headroom, inserts are refused whatever a policy says, and above the
 *       mark and all of the headroom all writes. No policy lets a rate be exceeded.
 *   <li>One that throws or returns null is reported, and the built-in policy answers instead; after three failures in a row until it is
 *       replaced.
 * </ul>
 */
@ConsumerType
public interface QuotaPolicy extends Provider {

    /** The steps of a disk quota that is filling up: what a tenant may still do. Each allows less than the one before it. */
    enum Step {
        /** Everything. */
        FREE,
        /** Everything; an event says that the quota is nearly used up. */
        SOFT,
        /** Reads and deletes. */
        DELETE_ONLY,
        /** Reads. */
        NO_WRITES,
        /**
         * Nothing that reads or writes rows. Cursors that are open go on. Flushes and merges go on, because they free space, and so the
         * tenant comes back by itself as soon as it uses less.
         */
        SUSPENDED
    }

    /**
     * Decides what a tenant may do. Asked after each change of what it uses, of its limit and of the options. With the same use it must
     * end in one step: a step that led to another one would be taken back without end.
     *
     * @param before the step until now; one that is taken back at a lower use than it was taken at does not flutter
     * @param disk what is used of the disk quota: files, and rows in memory
     * @return the step from now on
     */
    Step step(Step before, QuotaUse disk);

    /**
     * Decides whether a quota is nearly used up. A change of the answer is an event, at most once a minute.
     *
     * @param before the answer until now
     * @param use what is used of a quota of things that come and go
     * @return whether it is nearly used up
     */
    boolean isNearlyUsedUp(boolean before, QuotaUse use);

    /**
     * Decides how long an operation may wait for its rate before it is refused. Asked only if it has to wait.
     *
     * @param rate a quota of something a second, and how much of it the operation asks for
     * @return milliseconds; 0 to refuse it at once
     */
    default long longestWaitMillis(QuotaUse rate) {
        return rate.options().maxWaitMs();
    }
}
