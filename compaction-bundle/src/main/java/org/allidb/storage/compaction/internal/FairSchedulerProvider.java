package org.allidb.storage.compaction.internal;

import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** A provider of fair schedulers. */
public class FairSchedulerProvider implements CompactionSchedulerProvider {

    /** Creates the provider. */
    public FairSchedulerProvider() {}

    @Override
    public String name() {
        return "fair";
    }

    @Override
    public CompactionScheduler create(CompactionOptions options, StorageRuntime runtime) {
        return FairScheduler.start(options, runtime);
    }
}
