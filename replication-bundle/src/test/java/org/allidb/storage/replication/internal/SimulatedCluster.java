package org.allidb.storage.replication.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ProposedWrite;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;
import org.allidb.storage.testkit.consensus.MemoryConsensus;

/**
 * A shard on three nodes in one process and in virtual time: real engines on disks that a power cut empties of what was not synced, over a
 * consensus that obeys a seed. Calls are events; none waits.
 */
final class SimulatedCluster implements AutoCloseable {

    static final List<String> NAMES = List.of("n1", "n2", "n3");
    static final TenantId TENANT = TenantId.of("tenant");

    private static final Duration POLL = Duration.ofMillis(1);
    private static final long PATIENCE_MILLIS = 1_000;
    private static final long ELECTION_MILLIS = 150;

    private final MemoryConsensus consensus;
    private final Random random;
    private final Map<String, StrictMemVfs> disks = new TreeMap<>();
    private final Map<String, Node> running = new TreeMap<>();
    private final List<Node> crashed = new ArrayList<>();

    SimulatedCluster(long seed) {
        random = new Random(seed);
        consensus = new MemoryConsensus(random.nextLong(), NAMES);
        for (String name : NAMES) {
            disks.put(name, new StrictMemVfs());
            start(name);
        }
    }

    /** A node that runs. */
    record Node(String name, StoragePlatform platform, ReplicaEngine engine, Shard shard) {}

    MemoryConsensus consensus() {
        return consensus;
    }

    Random random() {
        return random;
    }

    Map<String, Node> running() {
        return running;
    }

    /** Starts a node on what its disk has. */
    void start(String name) {
        StorageClock clock = consensus.clock(name);
        Joined joined = new Joined();
        StoragePlatform platform = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(disks.get(name), (operation, file) -> {})))
                .use(new TestRuntime(clock))
                .use(joined)
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.runtime", TestRuntime.NAME)
                .set("cluster.provider", joined.name())
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1)
                .set("compaction.enabled", false)
                .open();
        ShardMachine machine = new ShardMachine(name, joined.engine, clock, ELECTION_MILLIS);
        Retries retries = new Retries(
                clock, (task, millis) -> consensus.schedule(Duration.ofMillis(millis), task), PATIENCE_MILLIS);
        try {
            Consensus group = consensus.start(consensus.options(name)).join(0, machine);
            machine.begin(group);
            Packer packer = new Packer(name, group, retries, Runnable::run);
            ReadGate gate = new ReadGate(name, group, machine, retries, false);
            running.put(
                    name, new Node(name, platform, joined.engine, new Shard(0, group, machine, packer, gate, retries)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Cuts a node's power, if it runs: what it had not synced is gone, or a part of it. */
    void crash(String name) {
        Node node = running.remove(name);
        if (node != null) {
            consensus.crash(name);
            node.shard.machine().leave();
            disks.put(name, disks.get(name).afterPowerCut(random));
            crashed.add(node);
        }
    }

    /** Makes durable what a node has applied, if it runs. */
    void settle(String name) {
        Node node = running.get(name);
        if (node != null) {
            try {
                node.shard.consensus().settle();
            } catch (IOException e) {
                // it does not take part now
            }
        }
    }

    CompletableFuture<Answer> create(Node node) {
        return node.shard
                .packer()
                .submit(new Command(
                        Command.Kind.CREATE, TENANT, 0, ClusterPlatform.encoded(TENANT, TenantSettings.DEFAULTS)));
    }

    /** Writes a value at a node that has the tenant; completes as the caller would be told. */
    CompletableFuture<Void> put(Node node, String key, String value) {
        TenantStore store = node.platform.open(TENANT);
        ReplicaStore replica = node.engine.replica(store);
        ProposedWrite write = replica.propose(
                store.newBatch().put(key.getBytes(UTF_8), value.getBytes(UTF_8)), WriteOptions.DEFAULTS);
        Command command = new Command(Command.Kind.WRITE, TENANT, replica.foundedAt(), write.encoded());
        return node.shard.packer().submit(command).thenAccept(answer -> {
            if (answer.status() != Answer.Status.DONE) {
                throw new IllegalStateException(answer.status().name());
            }
            write.finish(answer.payload());
            store.close();
        });
    }

    /** Reads a value at a node, as the gate lets it through; empty for none. */
    CompletableFuture<String> get(Node node, String key) {
        CompletableFuture<String> read = new CompletableFuture<>();
        boolean hasAll =
                node.shard.machine().applied().get() >= node.shard.consensus().committed();
        if (hasAll && node.shard.machine().mayRead()) {
            String early = valueOf(node, key);
            // a process may stand still here
            if (node.shard.machine().mayRead()) {
                read.complete(early);
                return read;
            }
        }
        var _ = node.shard.gate().confirm().whenComplete((position, failure) -> {
            if (position == null) {
                read.completeExceptionally(failure);
            } else {
                whenApplied(node, position, () -> read.complete(valueOf(node, key)));
            }
        });
        return read;
    }

    private void whenApplied(Node node, long position, Runnable then) {
        if (running.get(node.name) != node) {
            return;
        }
        if (node.shard.machine().applied().get() >= position) {
            then.run();
        } else {
            consensus.schedule(POLL, () -> whenApplied(node, position, then));
        }
    }

    boolean hasTenant(Node node) {
        return node.platform.tenant(TENANT).isPresent();
    }

    private static String valueOf(Node node, String key) {
        try (TenantStore store = node.platform.open(TENANT)) {
            return store.get(key).map(bytes -> new String(bytes, UTF_8)).orElse("");
        }
    }

    /** Returns all rows of a node with their versions. */
    String rows(Node node) {
        StringBuilder rows = new StringBuilder();
        try (TenantStore store = node.platform.open(TENANT);
                Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows.append(cursor.row())
                        .append(' ')
                        .append(cursor.sequence())
                        .append(' ')
                        .append(cursor.timestamp())
                        .append('\n');
            }
        }
        return rows.toString();
    }

    @Override
    public void close() {
        NAMES.forEach(consensus::crash);
        running.values().forEach(SimulatedCluster::close);
        crashed.forEach(SimulatedCluster::close);
    }

    private static void close(Node node) {
        node.shard.machine().leave();
        node.shard.machine().close();
        node.platform.close();
    }

    /** Takes the engine, and replicates nothing itself. */
    private static final class Joined implements ReplicationProvider {

        private ReplicaEngine engine;

        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public StoragePlatform join(
                ReplicaEngine opened, Path directory, ClusterOptions options, StorageRuntime runtime) {
            engine = opened;
            return opened.platform();
        }
    }
}
