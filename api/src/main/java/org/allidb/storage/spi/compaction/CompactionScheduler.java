package org.allidb.storage.spi.compaction;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides when and for whom compactions run: at events and at every check interval, so many at once as configured, in
 * turn among the tenants that want one. Thread-safe.
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
     * Lets go of a tenant's work and waits until no call of it is running; returns at once when called from it.
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

    /** Ends: no new work is begun, running work is waited for. Closing twice is allowed. */
    @Override
    void close();

    /** A tenant's compactions. */
    interface Work {

        /**
         * Looks for a task and carries it out.
         *
         * @return whether something was done, so that there may be more to do
         */
        boolean runOnce();
    }
}
