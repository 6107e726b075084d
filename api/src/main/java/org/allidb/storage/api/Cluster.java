package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The cluster that a platform is a node of. Thread-safe. */
@ProviderType
public interface Cluster {

    /**
     * Returns the name of this node.
     *
     * @return its name
     */
    String node();

    /**
     * Returns the names of all nodes, this one included.
     *
     * @return the names in ascending order
     */
    List<String> nodes();

    /**
     * Returns what this node knows of the shards. Waits for nothing.
     *
     * @return a snapshot, by number
     */
    List<ClusterShard> shards();

    /**
     * Returns the shard that has a tenant.
     *
     * @param tenant its id
     * @return the shard's number
     */
    int shardOf(TenantId tenant);

    /**
     * Hands the lead of a shard to another node. To be called at the node that leads it.
     *
     * @param shard the shard's number
     * @param node the name of the node that is to lead
     * @throws InvalidArgumentException if there is no such shard or node, or this node does not lead it
     * @throws ClusterUnavailableException if it does not lead in time
     */
    void transfer(int shard, String node);
}
