package org.allidb.storage.replication.ratis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;

/** A server of Ratis, and the client by which it reaches the leaders of its groups. */
final class RatisNode implements ConsensusNode {

    private static final long GROUPS = 0x616c6c6964620000L;
    private static final long RECONNECT = TimeUnit.SECONDS.toNanos(1);

    private final ConsensusOptions options;
    private final RaftServer server;
    private final RaftClientRpc rpc;
    private final ClientId self;
    private final List<RaftPeer> peers;
    private final Map<RaftGroupId, RatisMachine> machines;
    private final Map<RaftPeerId, Long> reconnected = new ConcurrentHashMap<>();
    private final boolean isNew;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Integer, RatisGroup> groups = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Makes a node of what was started.
     *
     * @param options who it is
     * @param server the server, which runs
     * @param rpc the client
     * @param self who this run of the node is, as a caller
     * @param machines where the server looks for the machine of a group that it begins
     */
    RatisNode(
            ConsensusOptions options,
            RaftServer server,
            RaftClientRpc rpc,
            ClientId self,
            Map<RaftGroupId, RatisMachine> machines,
            boolean isNew) {
        this.options = options;
        this.isNew = isNew;
        this.server = server;
        this.rpc = rpc;
        this.self = self;
        this.machines = machines;
        this.peers = peers(options);
        rpc.addRaftPeers(peers);
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    static List<RaftPeer> peers(ConsensusOptions options) {
        List<RaftPeer> peers = new ArrayList<>();
        for (ClusterMember member : options.members()) {
            peers.add(RaftPeer.newBuilder()
                    .setId(member.name())
                    .setAddress(member.address())
                    .build());
        }
        return List.copyOf(peers);
    }

    @Override
    public Consensus join(int group, ReplicatedMachine machine) throws IOException {
        if (group < 0 || group > CallNumber.GREATEST_GROUP) {
            throw new IllegalArgumentException(
                    "A group's number is from 0 to " + CallNumber.GREATEST_GROUP + ", not " + group);
        }
        lock.lock();
        try {
            if (closed) {
                throw new IOException("Node " + name() + " is closed");
            }
            if (groups.containsKey(group)) {
                throw new IOException("Node " + name() + " takes part in group " + group + " already");
            }
            RatisGroup joined = Loader.with(() -> begin(group, machine));
            groups.put(group, joined);
            return joined;
        } finally {
            lock.unlock();
        }
    }

    private RatisGroup begin(int group, ReplicatedMachine machine) throws IOException {
        RaftGroupId id = id(group);
        GroupFiles files = GroupFiles.open(options.directory().resolve("group-" + group), id.getUuid());
        long bytes = (long) options.logMegabytes() << 20;
        RatisMachine wrapped = new RatisMachine(machine, files, "Node " + name() + " of group " + group, self, bytes);
        // Ratis looks for both when it begins the group, which it does before this method goes on.
        RatisSettings.storage(server.getProperties(), files.directory());
        machines.put(id, wrapped);
        try {
            RaftClientReply reply = server.groupManagement(GroupManagementRequest.newAdd(
                    self, id(), CallId.getAndIncrement(), RaftGroup.valueOf(id, peers), files.isNew()));
            if (!reply.isSuccess()) {
                throw new IOException("Ratis refused", reply.getException());
            }
            files.joined();
        } catch (IOException | RuntimeException e) {
            wrapped.leave();
            throw new IOException(
                    "Node " + name() + " cannot take part in group " + group + ": its log in " + files.directory()
                            + " cannot be used (" + last(e) + "). Another process may hold it, or it is damaged",
                    e);
        } finally {
            machines.remove(id);
        }
        return new RatisGroup(this, group, id, wrapped);
    }

    static RaftGroupId id(int group) {
        return RaftGroupId.valueOf(new UUID(GROUPS, group));
    }

    static String last(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            last = cause;
        }
        return String.valueOf(last.getMessage());
    }

    RaftServer server() {
        return server;
    }

    RaftClientRpc rpc() {
        return rpc;
    }

    ClientId self() {
        return self;
    }

    RaftPeerId id() {
        return server.getId();
    }

    String name() {
        return options.self();
    }

    boolean isMember(String name) {
        return memberNames().contains(name);
    }

    List<String> memberNames() {
        return options.members().stream().map(ClusterMember::name).toList();
    }

    long retryMillis() {
        return RatisSettings.retryMillis(options);
    }

    long attemptMillis() {
        return RatisSettings.attemptMillis(options);
    }

    /** Notes that a peer was not reached. gRPC waits ever longer before it tries again; a new connection tries at once. */
    void failed(RaftPeerId peer, IOException failure) {
        long now = System.nanoTime();
        Long last = reconnected.get(peer);
        if (last == null || now - last >= RECONNECT) {
            reconnected.put(peer, now);
            Thread.ofVirtual().start(() -> {
                var _ = rpc.handleException(peer, failure, true);
            });
        }
    }

    /** Forgets a group that is closed. */
    void left(int group) {
        lock.lock();
        try {
            groups.remove(group);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        List<RatisGroup> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(groups.values());
        } finally {
            lock.unlock();
        }
        closeAtOnce(left);
        try (server) {
            rpc.close();
        }
    }

    /** Closes groups beside each other: each waits up to a second for the thread that writes its log. */
    private static void closeAtOnce(List<RatisGroup> groups) {
        List<Thread> threads = groups.stream()
                .map(group -> Thread.ofVirtual().start(group::close))
                .toList();
        try {
            for (Thread each : threads) {
                each.join();
            }
        } catch (InterruptedException e) {
            // The server closes what is left.
            Thread.currentThread().interrupt();
        }
    }
}
