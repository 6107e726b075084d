package org.allidb.storage.spi.replication;

import java.nio.file.Path;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes an open data directory a node of a cluster, for example {@code raft}. */
@ConsumerType
public interface ReplicationProvider extends Provider {

    /**
     * Joins a cluster. Reads and writes wait for a leader; nothing here does.
     *
     * @param engine the open data directory; nobody else writes to it, and closing the platform that is returned closes it
     * @param directory the data directory, where the node keeps its logs in a directory of their own
     * @param options who the node is and who its peers are
     * @param runtime time and threads
     * @return the platform as programs see it
     * @throws org.allidb.storage.api.StorageException if it cannot join; the engine stays open
     */
    StoragePlatform join(ReplicaEngine engine, Path directory, ClusterOptions options, StorageRuntime runtime);
}
