package org.allidb.storage.spi.entry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs for those who need some for a short time: a run's arrays take more time to make than a short scan takes to fill
 * them. Bounded; what does not fit is left to the garbage collector. Thread-safe, also for threads of any number.
 */
@ProviderType
public final class EntryRunPool {

    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<@Nullable EntryRun> RUNS = new AtomicReferenceArray<>(SLOTS);

    private EntryRunPool() {}

    /**
     * An empty run.
     *
     * @return given back with {@link #give}, or not at all
     */
    public static EntryRun take() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = start + i & SLOTS - 1;
            if (RUNS.getPlain(slot) != null) {
                EntryRun run = RUNS.getAndSet(slot, null);
                if (run != null) {
                    return run;
                }
            }
        }
        return new EntryRun();
    }

    /**
     * Takes a run back.
     *
     * @param run nobody uses it any more; its values' references are dropped
     */
    public static void give(EntryRun run) {
        run.release();
        if (run.keys().length > EntryRun.POOLED_KEY_BYTES) {
            return;
        }
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = start + i & SLOTS - 1;
            if (RUNS.getPlain(slot) == null && RUNS.compareAndSet(slot, null, run)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they meet seldom. */
    private static int start() {
        return (int) Thread.currentThread().threadId() * 8;
    }
}
