package org.allidb.storage.compaction.osgi;

import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.compaction.internal.FairSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.service.component.annotations.Component;

/** The scheduler as a service. */
@Component(service = CompactionSchedulerProvider.class)
public final class FairSchedulerComponent implements CompactionSchedulerProvider {

    private final FairSchedulerProvider provider = new FairSchedulerProvider();

    /** Called by the container. */
    public FairSchedulerComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public CompactionScheduler create(CompactionOptions options, StorageRuntime runtime) {
        return provider.create(options, runtime);
    }
}
