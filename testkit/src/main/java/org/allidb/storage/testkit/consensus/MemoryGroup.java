package org.allidb.storage.testkit.consensus;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusStatus;

/** A group as a node's user sees it. Proposals and questions are events of the simulation. */
final class MemoryGroup implements Consensus {

    private final MemoryConsensus cluster;
    private final RaftMember member;

    MemoryGroup(MemoryConsensus cluster, RaftMember member) {
        this.cluster = cluster;
        this.member = member;
    }

    @Override
    public CompletionStage<byte[]> propose(byte[] entry) {
        CompletableFuture<byte[]> outcome = new CompletableFuture<>();
        member.node().after(0, () -> member.requests().propose(member, entry, outcome));
        member.requests().began(outcome);
        return outcome;
    }

    @Override
    public CompletionStage<byte[]> ask(byte[] question) {
        CompletableFuture<byte[]> outcome = new CompletableFuture<>();
        member.node().after(0, () -> member.requests().ask(member, question, outcome));
        member.requests().began(outcome);
        return outcome;
    }

    @Override
    public long committed() {
        return member.status().committed();
    }

    @Override
    public ConsensusStatus status() {
        return member.status();
    }

    /** Steps the simulation until the lead is handed over. */
    @Override
    public void transfer(String node) throws IOException {
        boolean leads = cluster.exclusively(() -> member.transfer(node));
        if (leads
                && !cluster.runUntil(
                        () -> cluster.leads(node, member.group()),
                        member.longestElection().multipliedBy(2))) {
            throw new IOException("node " + node + " did not take over the lead of group " + member.group()
                    + " within the time of two elections; see whether it is reached, and repeat");
        }
    }

    @Override
    public void settle() throws IOException {
        IOException failure = cluster.exclusively(() -> {
            try {
                member.settle();
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        cluster.exclusively(() -> {
            member.close();
            return null;
        });
    }
}
