package org.allidb.storage.replication.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.CRC32C;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** This node of a cluster, with its part of each shard. Thread-safe. */
final class ClusterNode implements Cluster, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ClusterNode.class.getName());
    private static final int COMPLETION_THREADS = 4;

    private final ConsensusNode consensus;
    private final ConsensusOptions membership;
    private final List<Shard> shards = new ArrayList<>();
    private final ScheduledExecutorService scheduler;
    private final ExecutorService completions;

    private ClusterNode(ConsensusNode consensus, ConsensusOptions membership, StorageRuntime runtime) {
        this.consensus = consensus;
        this.membership = membership;
        this.scheduler = runtime.executors().scheduler("cluster");
        this.completions = runtime.executors().pool("cluster", COMPLETION_THREADS);
    }

    /**
     * Takes part in all shards.
     *
     * @param consensus the node; closed with this
     * @param membership who the nodes are
     * @param options how many shards there are, and how long calls wait
     * @param engine has the tenants
     * @param runtime time and threads
     */
    static ClusterNode join(
            ConsensusNode consensus,
            ConsensusOptions membership,
            ClusterOptions options,
            ReplicaEngine engine,
            StorageRuntime runtime)
            throws IOException {
        ClusterNode node = new ClusterNode(consensus, membership, runtime);
        try {
            for (int number = 0; number < options.shards(); number++) {
                node.shards.add(node.join(number, options, engine, runtime));
            }
            return node;
        } catch (IOException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private Shard join(int number, ClusterOptions options, ReplicaEngine engine, StorageRuntime runtime)
            throws IOException {
        String name = Shard.name(number);
        ShardMachine machine = new ShardMachine(name, engine, runtime.clock(), options.electionTimeoutMs());
        Consensus group = consensus.join(number, machine);
        machine.begin(group);
        Retries retries = new Retries(runtime.clock(), Retries.Later.of(scheduler), options.timeoutMs());
        Packer packer = new Packer(name, group, retries, completions);
        ReadGate gate =
                new ReadGate(name, group, machine, retries, options.reads().equals("local"));
        return new Shard(number, group, machine, packer, gate, retries);
    }

    @Override
    public String node() {
        return membership.self();
    }

    @Override
    public List<String> nodes() {
        return membership.members().stream().map(ClusterMember::name).sorted().toList();
    }

    @Override
    public List<ClusterShard> shards() {
        return shards.stream().map(ClusterNode::describe).toList();
    }

    private static ClusterShard describe(Shard shard) {
        ConsensusStatus status = shard.consensus().status();
        String role = status.role() == ConsensusStatus.Role.CLOSED
                ? "stopped"
                : status.role().name().toLowerCase(Locale.ROOT);
        return new SeenShard(
                shard.number(), role, status.term(), status.leader(), status.committed(), status.applied());
    }

    /** A shard as this node sees it. */
    private record SeenShard(int number, String role, long term, Optional<String> leader, long committed, long applied)
            implements ClusterShard {}

    /** A tenant's shard follows from its id, so that all nodes agree on it without asking. */
    @Override
    public int shardOf(TenantId tenant) {
        CRC32C hash = new CRC32C();
        hash.update(tenant.value().getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % shards.size());
    }

    @Override
    public void transfer(int shard, String node) {
        Shard moved = shard(shard);
        if (!nodes().contains(node)) {
            throw new InvalidArgumentException("the cluster has no node '" + node + "'; it has " + nodes());
        }
        if (moved.consensus().status().role() != ConsensusStatus.Role.LEADER) {
            throw new InvalidArgumentException("node '" + node() + "' does not lead shard " + shard
                    + "; ask the node that leads it, which 'cluster-status' names");
        }
        try {
            moved.consensus().transfer(node);
        } catch (IOException e) {
            throw new ClusterUnavailableException(
                    "the lead of shard " + shard + " was not handed over: " + e.getMessage() + ". See that '" + node
                            + "' runs and is not behind",
                    e);
        }
    }

    /** Returns a shard by its number. */
    Shard shard(int number) {
        if (number < 0 || number >= shards.size()) {
            throw new InvalidArgumentException(
                    "the cluster has no shard " + number + "; it has 0 to " + (shards.size() - 1));
        }
        return shards.get(number);
    }

    /** Returns all shards. */
    List<Shard> all() {
        return List.copyOf(shards);
    }

    @Override
    public void close() {
        shards.forEach(shard -> shard.machine().leave());
        shards.forEach(ClusterNode::leave);
        try {
            consensus.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "this node of the cluster was not stopped in order; nothing is lost", e);
        }
        scheduler.shutdownNow();
        completions.shutdown();
        shards.forEach(shard -> shard.machine().close());
    }

    /** Makes durable what was applied, so that little comes again, and leaves. */
    private static void leave(Shard shard) {
        try {
            shard.consensus().settle();
        } catch (IOException | StorageIoException e) {
            LOG.log(Level.DEBUG, "what was applied comes again at the next start", e);
        }
        shard.consensus().close();
    }
}
