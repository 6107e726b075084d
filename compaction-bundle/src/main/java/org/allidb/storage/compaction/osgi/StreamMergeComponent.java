package org.allidb.storage.compaction.osgi;

import java.io.IOException;
import org.allidb.storage.compaction.internal.StreamMergeExecutor;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.osgi.service.component.annotations.Component;

/** The merge executor as a service. */
@Component(service = MergeExecutor.class)
public final class StreamMergeComponent implements MergeExecutor {

    private final StreamMergeExecutor executor = new StreamMergeExecutor();

    /** Called by the container. */
    public StreamMergeComponent() {}

    @Override
    public String name() {
        return executor.name();
    }

    @Override
    public MergeResult merge(MergeJob job) throws IOException, InterruptedException {
        return executor.merge(job);
    }
}
