package org.allidb.storage.testkit.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.jspecify.annotations.Nullable;

/** One run of a node, from its start to its crash or close. */
final class MemoryNode implements ConsensusNode {

    private static final long MOST_SYNC_NANOS = Duration.ofMillis(5).toNanos();

    private final MemoryConsensus cluster;
    private final ConsensusOptions options;
    private final NodeClock clock;
    private final Map<Integer, RaftMember> groups = new TreeMap<>();
    private final List<Runnable> heldBack = new ArrayList<>();
    private boolean running = true;
    private boolean paused;

    MemoryNode(MemoryConsensus cluster, ConsensusOptions options, NodeClock clock) {
        this.cluster = cluster;
        this.options = options;
        this.clock = clock;
    }

    String name() {
        return options.self();
    }

    ConsensusOptions options() {
        return options;
    }

    NodeClock clock() {
        return clock;
    }

    Random random() {
        return cluster.random();
    }

    /** Returns a time between one and two of {@code nanos}. */
    long between(long nanos) {
        return random().nextLong(nanos, 2 * nanos + 1);
    }

    /** Returns how long a sync of the node's log takes. */
    long syncNanos() {
        return random().nextLong(MOST_SYNC_NANOS);
    }

    @Override
    public boolean isNew() {
        return cluster.isNew(name());
    }

    @Override
    public Consensus join(int group, ReplicatedMachine machine) {
        return cluster.exclusively(() -> {
            if (!running) {
                throw new IllegalStateException("node " + name() + " is closed; start it again");
            }
            if (groups.containsKey(group)) {
                throw new IllegalStateException("node " + name() + " is in group " + group + " already");
            }
            RaftMember member = new RaftMember(this, group, machine, cluster.stable(name(), group));
            groups.put(group, member);
            member.start();
            return new MemoryGroup(cluster, member);
        });
    }

    @Nullable
    RaftMember member(int group) {
        return groups.get(group);
    }

    void left(int group) {
        groups.remove(group);
    }

    /** Runs an action as soon as the node is not paused; not at all after its end. */
    void execute(Runnable action) {
        if (paused) {
            heldBack.add(action);
        } else if (running) {
            action.run();
        }
    }

    /** Runs an action once the node's clock has counted {@code nanos}. */
    void after(long nanos, Runnable action) {
        cluster.time().schedule(clock.trueNanos(nanos), () -> execute(action));
    }

    void send(String to, int group, Message message) {
        cluster.network().send(name(), to, () -> cluster.deliver(to, group, member -> member.receive(message)));
    }

    /** Returns the other members. */
    List<String> peers() {
        return options.members().stream()
                .map(ClusterMember::name)
                .filter(name -> !name.equals(name()))
                .toList();
    }

    void broadcast(int group, Message message) {
        for (String peer : peers()) {
            send(peer, group, message);
        }
    }

    /** Sends a request, which arrives once at most. */
    void request(String to, int group, Consumer<RaftMember> request) {
        cluster.network().sendOnce(name(), to, () -> cluster.deliver(to, group, request));
    }

    /** Has a response travel from a node to this one. */
    void responseFrom(String from, Runnable response) {
        cluster.time().schedule(0, () -> cluster.network().sendOnce(from, name(), () -> execute(response)));
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        List<Runnable> actions = List.copyOf(heldBack);
        heldBack.clear();
        for (Runnable action : actions) {
            cluster.time().schedule(0, () -> execute(action));
        }
    }

    /** Ends the node as a power cut does. */
    void crash() {
        for (RaftMember member : List.copyOf(groups.values())) {
            member.crash();
        }
        end();
    }

    @Override
    public void close() {
        cluster.exclusively(() -> {
            for (RaftMember member : List.copyOf(groups.values())) {
                member.close();
            }
            end();
            return null;
        });
    }

    private void end() {
        running = false;
        paused = false;
        heldBack.clear();
        groups.clear();
        cluster.ended(this);
    }
}
