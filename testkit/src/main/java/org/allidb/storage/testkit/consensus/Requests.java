package org.allidb.storage.testkit.consensus;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.jspecify.annotations.Nullable;

/** The proposals and questions of one member, which are brought to the leader that it knows. */
final class Requests {

    private static final int PATIENCE = 4;

    private final Queue<CompletableFuture<byte[]>> open = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /** Receives a result or a failure. */
    interface Reply extends BiConsumer<byte @Nullable [], @Nullable Throwable> {}

    /** Remembers a request, so that it ends with this member at the latest. */
    void began(CompletableFuture<byte[]> outcome) {
        open.removeIf(CompletableFuture::isDone);
        open.add(outcome);
        if (ended) {
            outcome.completeExceptionally(unknown("this node left the group"));
        }
    }

    void propose(RaftMember member, byte[] entry, CompletableFuture<byte[]> outcome) {
        String leader = member.leader();
        if (leader == null) {
            outcome.completeExceptionally(refused("no leader is known; repeat it later"));
            return;
        }
        Reply reply = reply(member, leader, outcome);
        expire(member, outcome);
        member.node().request(leader, member.group(), target -> target.proposed(entry, reply));
    }

    void ask(RaftMember member, byte[] question, CompletableFuture<byte[]> outcome) {
        String leader = member.leader();
        if (leader == null) {
            outcome.completeExceptionally(refused("no leader is known; repeat it later"));
            return;
        }
        Reply reply = reply(member, leader, outcome);
        expire(member, outcome);
        member.node().request(leader, member.group(), target -> target.asked(question, reply));
    }

    /** Ends all requests; what becomes of them is not known. */
    void end() {
        ended = true;
        for (CompletableFuture<byte[]> outcome : List.copyOf(open)) {
            outcome.completeExceptionally(unknown("this node left the group"));
        }
    }

    static ProposalRefusedException refused(String why) {
        return new ProposalRefusedException("the proposal was refused: " + why, null);
    }

    static IOException unknown(String why) {
        return new IOException("whether the proposal takes effect is not known: " + why);
    }

    /** Passes an answer on. */
    static void answer(CompletionStage<byte[]> answer, Reply reply) {
        var _ = answer.whenComplete(reply);
    }

    private static Reply reply(RaftMember member, String leader, CompletableFuture<byte[]> outcome) {
        return (result, failure) -> member.node().responseFrom(leader, () -> {
            if (result == null) {
                outcome.completeExceptionally(failure == null ? unknown("nothing was answered") : failure);
            } else {
                outcome.complete(result);
            }
        });
    }

    private static void expire(RaftMember member, CompletableFuture<byte[]> outcome) {
        member.node()
                .after(
                        PATIENCE * member.electionNanos(),
                        () -> outcome.completeExceptionally(unknown("no answer came in time")));
    }
}
