package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.replication.ConsensusStatus.Role;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;

/** A group of Ratis. */
final class RatisGroup implements Consensus {

    private final RatisNode node;
    private final int number;
    private final RaftGroupId id;
    private final RatisMachine machine;
    private final LeaderCalls calls;
    private final AtomicBoolean closed = new AtomicBoolean();

    RatisGroup(RatisNode node, int number, RaftGroupId id, RatisMachine machine) {
        this.node = node;
        this.number = number;
        this.id = id;
        this.machine = machine;
        this.calls = new LeaderCalls(node, number, id, machine);
    }

    @Override
    public CompletionStage<byte[]> propose(byte[] entry) {
        return calls.propose(entry).minimalCompletionStage();
    }

    @Override
    public CompletionStage<byte[]> ask(byte[] question) {
        return calls.ask(question).minimalCompletionStage();
    }

    @Override
    public long committed() {
        try {
            return Math.max(0, node.server().getDivision(id).getRaftLog().getLastCommittedIndex());
        } catch (IOException e) {
            // it takes part no more, and leads nothing
            return 0;
        }
    }

    @Override
    public ConsensusStatus status() {
        try {
            RaftServer.Division division = node.server().getDivision(id);
            DivisionInfo info = division.getInfo();
            boolean over = machine.isOver() || !info.isAlive();
            return ConsensusStatus.of(
                    over ? Role.CLOSED : role(info),
                    info.getCurrentTerm(),
                    over
                            ? Optional.empty()
                            : Optional.ofNullable(info.getLeaderId()).map(RaftPeerId::toString),
                    Math.max(0, division.getRaftLog().getLastCommittedIndex()),
                    machine.applied());
        } catch (IOException e) {
            return ConsensusStatus.of(Role.CLOSED, 0, Optional.empty(), 0, machine.applied());
        }
    }

    private static Role role(DivisionInfo info) {
        return switch (info.getCurrentRole()) {
            case LEADER -> Role.LEADER;
            case CANDIDATE -> Role.CANDIDATE;
            default -> Role.FOLLOWER;
        };
    }

    @Override
    public void transfer(String to) throws IOException {
        DivisionInfo info = node.server().getDivision(id).getInfo();
        if (!info.isLeader() || to.equals(node.name())) {
            return;
        }
        if (!node.isMember(to)) {
            throw new IOException("The lead cannot be handed to '" + to + "', which is no member; the members are "
                    + node.memberNames());
        }
        // What it was told must not hold any more when the other node is elected, which may be before this call
        // returns.
        machine.lead().changed(Optional.empty());
        try {
            RaftClientReply reply = node.server()
                    .transferLeadership(new TransferLeadershipRequest(
                            node.self(),
                            node.id(),
                            id,
                            CallId.getAndIncrement(),
                            RaftPeerId.valueOf(to),
                            node.retryMillis()));
            if (!reply.isSuccess()) {
                throw new IOException(
                        "Node '" + to + "' did not take the lead of group " + number
                                + " within the time of two elections. Is it running, and has it all entries?",
                        reply.getException());
            }
        } finally {
            machine.lead().ready(machine);
        }
    }

    @Override
    public void settle() throws IOException {
        machine.settling().demand();
        CompletableFuture<RaftClientReply> reply =
                node.server().snapshotManagementAsync(Settling.request(machine, node.self()));
        while (!machine.isOver()) {
            try {
                RaftClientReply answer = reply.get(100, TimeUnit.MILLISECONDS);
                if (answer.isSuccess() && answer.getLogIndex() >= 0) {
                    return;
                }
                Exception cause = answer.isSuccess() ? machine.settling().failure() : answer.getException();
                throw new IOException("Group " + number + " could not be settled", cause);
            } catch (TimeoutException e) {
                // The thread that applies is busy.
            } catch (ExecutionException e) {
                throw new IOException("Group " + number + " could not be settled", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while group " + number + " was settled", e);
            }
        }
        throw new IOException("Group " + number + " could not be settled: node " + node.name() + " takes part no more");
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        machine.leave();
        try {
            node.server()
                    .groupManagement(GroupManagementRequest.newRemove(
                            node.self(), node.id(), CallId.getAndIncrement(), id, false, false));
        } catch (IOException e) {
            // It was closed before: with the node, or after a failure.
        }
        node.left(number);
    }
}
