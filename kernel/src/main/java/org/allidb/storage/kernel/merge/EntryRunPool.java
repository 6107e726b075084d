package org.allidb.storage.kernel.merge;

import org.allidb.storage.spi.entry.EntryRun;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs for those who need some for a short time: a run's arrays take more time to make than a short scan takes to fill
 * them. Bounded; what does not fit is left to the garbage collector. Thread-safe, also for threads of any number.
 */
@ProviderType
public final class EntryRunPool {

    /** A run whose keys took more is not kept for reuse. */
    private static final int POOLED_KEY_BYTES = 64 << 10;

    private static final ReusePool<EntryRun> RUNS = new ReusePool<>(EntryRun::new);

    private EntryRunPool() {}

    /**
     * Returns an empty run.
     *
     * @return given back with {@link #give}, or not at all
     */
    public static EntryRun take() {
        return RUNS.take();
    }

    /**
     * Takes a run back.
     *
     * @param run one that is not used any more; its values' references are dropped
     */
    public static void give(EntryRun run) {
        run.release();
        if (run.keys().length <= POOLED_KEY_BYTES) {
            RUNS.give(run);
        }
    }

    /** Leaves the runs that are not in use to the garbage collector, with the keys in them. */
    public static void clear() {
        RUNS.clear();
    }
}
