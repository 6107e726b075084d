package org.allidb.storage.testkit.consensus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A cluster in one process and in virtual time. It runs Raft: elections, log matching, its commit rule, and leaders that check that
 * a majority follows them. Memory is its stable storage: a node that crashes loses what it had not synced.
 *
 * <ul>
 *   <li>It has no threads. {@link #step} runs the next event, and with it all machines and the callbacks of all stages.
 *   <li>One seed gives one run, if all calls come from one thread. Other threads may propose and ask at any time.
 *   <li>A machine must not wait for another event within a call: the simulation waits for it.
 *   <li>A leader that is cut off answers questions until it notices, after two to three election timeouts.
 *   <li>What a machine throws, other than an interruption, leaves {@link #step}.
 * </ul>
 */
@ProviderType
public final class MemoryConsensus implements ConsensusProvider {

    private static final Duration ELECTION_TIMEOUT = Duration.ofMillis(150);
    private static final int LOG_MEGABYTES = 64;
    private static final int FIRST_PORT = 7000;
    private static final long MOST_ORIGIN = Duration.ofDays(100).toNanos();
    private static final long MICROS_PER_MILLI = 1_000;

    private final ReentrantLock stepping = new ReentrantLock();
    private final VirtualTime time = new VirtualTime();
    private final Random random;
    private final SimulatedNetwork network;
    private final List<ClusterMember> members;
    private final Map<String, NodeClock> clocks = new TreeMap<>();
    private final Map<String, MemoryNode> running = new TreeMap<>();
    private final Map<String, StableState> disks = new TreeMap<>();

    /**
     * A cluster of which no node was started yet.
     *
     * @param seed draws delays, losses and time-outs
     * @param names the names of its nodes
     */
    public MemoryConsensus(long seed, List<String> names) {
        random = new Random(seed);
        network = new SimulatedNetwork(time, random);
        members = names.stream()
                .map(name -> ClusterMember.of(name, "localhost", FIRST_PORT + names.indexOf(name)))
                .toList();
        for (String name : names) {
            clocks.put(name, new NodeClock(time, random.nextLong(-MOST_ORIGIN, MOST_ORIGIN)));
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    /**
     * Returns options for a node.
     *
     * @param self its name
     * @return options with election timeouts of 150 to 300 ms
     */
    public ConsensusOptions options(String self) {
        return ConsensusOptions.of(self, members, Path.of(self), ELECTION_TIMEOUT, LOG_MEGABYTES, Optional.empty());
    }

    /** Starts a node, for the first time or again; it has what it had on stable storage. */
    @Override
    public ConsensusNode start(ConsensusOptions options) {
        return exclusively(() -> {
            if (running.containsKey(options.self())) {
                throw new IllegalStateException("node " + options.self() + " runs; crash or close it first");
            }
            MemoryNode node = new MemoryNode(this, options, nodeClock(options.self()));
            running.put(options.self(), node);
            return node;
        });
    }

    /**
     * Returns the network.
     *
     * @return the network between the nodes
     */
    public SimulatedNetwork network() {
        return network;
    }

    /**
     * Returns the clock of a node, which goes on while the node does not run.
     *
     * @param node its name
     * @return its clock; monotonic times of different nodes have nothing in common
     */
    public StorageClock clock(String node) {
        return nodeClock(node);
    }

    /**
     * Sets how fast the clock of a node goes.
     *
     * @param node its name
     * @param rate 1 for a true clock; Raft's leases allow a factor of less than 2 between two nodes
     */
    public void clockRate(String node, double rate) {
        nodeClock(node).setRate(rate);
    }

    /**
     * Lets the wall time of a node jump.
     *
     * @param node its name
     * @param millis milliseconds, in either direction
     */
    public void jumpMillis(String node, long millis) {
        nodeClock(node).jumpMicros(millis * MICROS_PER_MILLI);
    }

    /**
     * Crashes a node as a power cut does, if it runs. Its machines are called no more.
     *
     * @param node its name
     */
    public void crash(String node) {
        onRunning(node, MemoryNode::crash);
    }

    /**
     * Suspends a node, if it runs: it does nothing, and what reaches it waits.
     *
     * @param node its name
     */
    public void pause(String node) {
        onRunning(node, MemoryNode::pause);
    }

    /**
     * Resumes a node that was suspended.
     *
     * @param node its name
     */
    public void resume(String node) {
        onRunning(node, MemoryNode::resume);
    }

    /**
     * Returns how much time has passed.
     *
     * @return true time, since the cluster was made
     */
    public Duration elapsed() {
        return Duration.ofNanos(time.now());
    }

    /**
     * Schedules an event of the test.
     *
     * @param delay how long from now
     * @param action runs within {@link #step}
     */
    public void schedule(Duration delay, Runnable action) {
        time.schedule(delay.toNanos(), action);
    }

    /**
     * Runs the next event.
     *
     * @return whether there was one
     */
    public boolean step() {
        return step(Long.MAX_VALUE);
    }

    /**
     * Runs all events of a span of time.
     *
     * @param span how long from now
     */
    public void run(Duration span) {
        runUntil(() -> false, span);
    }

    /**
     * Runs events until a condition holds.
     *
     * @param condition is tested before each event
     * @param limit how long from now at most
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        if (stepping.isHeldByCurrentThread()) {
            throw new IllegalStateException("the simulation is stepped by this thread already; schedule it instead");
        }
        long end = time.now() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!step(end)) {
                time.advanceTo(end);
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean step(long limit) {
        return exclusively(() -> {
            Runnable event = time.next(limit);
            if (event != null) {
                event.run();
            }
            return event != null;
        });
    }

    /** Calls something while no event runs. */
    <T extends @Nullable Object> T exclusively(Supplier<T> call) {
        stepping.lock();
        try {
            return call.get();
        } finally {
            stepping.unlock();
        }
    }

    VirtualTime time() {
        return time;
    }

    Random random() {
        return random;
    }

    StableState stable(String node, int group) {
        return disks.computeIfAbsent(node + "/" + group, key -> new StableState());
    }

    boolean isNew(String node) {
        return disks.keySet().stream().noneMatch(disk -> disk.startsWith(node + "/"));
    }

    /** Has a member take what reached its node; it is lost if the node does not run or is not in the group. */
    void deliver(String to, int group, Consumer<RaftMember> delivery) {
        MemoryNode node = running.get(to);
        if (node != null) {
            node.execute(() -> {
                RaftMember member = node.member(group);
                if (member != null) {
                    delivery.accept(member);
                }
            });
        }
    }

    boolean leads(String name, int group) {
        return exclusively(() -> {
            MemoryNode node = running.get(name);
            RaftMember member = node == null ? null : node.member(group);
            return member != null && member.status().role() == ConsensusStatus.Role.LEADER;
        });
    }

    void ended(MemoryNode node) {
        running.remove(node.name(), node);
    }

    private void onRunning(String name, Consumer<MemoryNode> action) {
        exclusively(() -> {
            MemoryNode node = running.get(name);
            if (node != null) {
                action.accept(node);
            }
            return null;
        });
    }

    private NodeClock nodeClock(String node) {
        NodeClock clock = clocks.get(node);
        if (clock == null) {
            throw new IllegalArgumentException("'" + node + "' is none of the nodes " + clocks.keySet());
        }
        return clock;
    }
}
