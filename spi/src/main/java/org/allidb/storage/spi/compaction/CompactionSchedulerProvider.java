package org.allidb.storage.spi.compaction;

import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes schedulers; built in is {@code fair}. */
@ConsumerType
public interface CompactionSchedulerProvider extends Provider {

    /**
     * Returns a new scheduler.
     *
     * @param options concurrency and check interval
     * @param runtime time and threads
     * @return a running scheduler
     */
    CompactionScheduler create(CompactionOptions options, StorageRuntime runtime);
}
