package org.allidb.storage.replication.osgi;

import java.nio.file.Path;
import java.util.Objects;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.replication.internal.RaftReplication;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The provider of replication {@code raft} as a service, over the consensus that is installed. */
@Component(service = ReplicationProvider.class)
public final class RaftReplicationComponent implements ReplicationProvider {

    private @Nullable ConsensusProvider consensus;

    /** Called by the container before it publishes the provider. */
    @Reference
    void bindConsensus(ConsensusProvider provider) {
        consensus = provider;
    }

    @Override
    public String name() {
        return RaftReplication.NAME;
    }

    @Override
    public StoragePlatform join(ReplicaEngine engine, Path directory, ClusterOptions options, StorageRuntime runtime) {
        ConsensusProvider installed = Objects.requireNonNull(consensus, "the container has bound none");
        return new RaftReplication(installed).join(engine, directory, options, runtime);
    }
}
