package org.allidb.storage.spi.compaction;

import org.allidb.storage.api.config.CompactionOptions;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides when and for whom compactions run. They run at events and at every check interval, so many at once as
 * configured, by weight and debt among the tenants that want one. Of two and more, one is for short tasks alone. Thread-safe.
 */
@ProviderType
public interface CompactionScheduler extends AutoCloseable {

    /**
     * Takes on a tenant's work.
     *
     * @param work called back on the scheduler's threads, by several of them at once if there is that much to do
     */
    void register(Work work);

    /**
     * Begins no call of a tenant's work any more. Does not wait for calls that are running. A plug-in that never
     * returns may be inside of one, and the work itself knows what of it still counts.
     *
     * @param work what was registered
     */
    void unregister(Work work);

    /**
     * Says that there may be something to do.
     *
     * @param work what was registered
     */
    void signal(Work work);

    /**
     * Changes concurrency and check interval at once.
     *
     * @param options new options
     */
    void reconfigure(CompactionOptions options);

    /** Ends: no work is begun any more; what is running ends by itself and is not waited for. Closing twice is allowed. */
    @Override
    void close();

    /** What came of a call that looks for a short task. */
    enum ShortOutcome {
        /** There was no task, or it failed. */
        NOTHING,
        /** One was carried out; there may be more to do. */
        DONE,
        /** There is one that is not short. */
        TOO_LARGE
    }

    /** A tenant's compactions. */
    interface Work {

        /**
         * Looks for a task and carries it out.
         *
         * @return whether something was done, so that there may be more to do
         */
        boolean runOnce();

        /**
         * Looks for a task and carries it out if it is short.
         *
         * @param mostBytes how many bytes it may read
         * @return what was done
         */
        default ShortOutcome runShort(long mostBytes) {
            return runOnce() ? ShortOutcome.DONE : ShortOutcome.NOTHING;
        }

        /**
         * Returns the weight of the tenant: of two that want to merge all the time, one of weight 3 gets three times as much time as
         * one of weight 1. It may change at any time.
         *
         * @return at least 1
         */
        default int weight() {
            return 1;
        }

        /**
         * Returns how far the tenant's merges are behind. Its writers wait for them.
         *
         * @return 0 where nothing is due, 1 where its writers begin to be slowed; may be more
         */
        default double debt() {
            return 0;
        }
    }
}
