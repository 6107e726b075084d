package org.allidb.storage.server.internal.net;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** Makes a platform a node of a cluster that has no other nodes, but says that it has. */
final class FakeCluster implements ReplicationProvider, Cluster {

    static final String NAME = "fake";

    private String leader = "n1";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StoragePlatform join(ReplicaEngine engine, Path directory, ClusterOptions options, StorageRuntime runtime) {
        return (StoragePlatform) Proxy.newProxyInstance(
                FakeCluster.class.getClassLoader(),
                new Class<?>[] {StoragePlatform.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("cluster")) {
                        return Optional.of(this);
                    }
                    try {
                        return method.invoke(engine.platform(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public String node() {
        return "n1";
    }

    @Override
    public List<String> nodes() {
        return List.of("n1", "n2");
    }

    @Override
    public List<ClusterShard> shards() {
        return List.of(new Shard(leader));
    }

    @Override
    public int shardOf(TenantId tenant) {
        return 0;
    }

    @Override
    public void transfer(int shard, String node) {
        if (!nodes().contains(node)) {
            throw new InvalidArgumentException("the cluster has no node '" + node + "'");
        }
        leader = node;
    }

    private record Shard(String leads) implements ClusterShard {

        @Override
        public int number() {
            return 0;
        }

        @Override
        public String role() {
            return leads.equals("n1") ? "leader" : "follower";
        }

        @Override
        public long term() {
            return 3;
        }

        @Override
        public Optional<String> leader() {
            return Optional.of(leads);
        }

        @Override
        public long committed() {
            return 12;
        }

        @Override
        public long applied() {
            return 10;
        }
    }
}
