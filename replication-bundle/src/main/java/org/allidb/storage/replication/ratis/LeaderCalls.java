package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Brings the requests of this node in one group to the leader, which may be this node. A request is repeated, under the same number, for
 * the time of two elections. Whether an entry is certainly in no log is decided carefully: a leader that is deposed answers that it does
 * not lead, too, and what it has appended may be committed by its successor. Thread-safe.
 */
final class LeaderCalls {

    private static final long FIRST_PAUSE_MILLIS = 20;

    private final RatisNode node;
    private final int group;
    private final RaftGroupId id;
    private final RatisMachine machine;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();
    private final ConcurrentSkipListSet<Long> underWay = new ConcurrentSkipListSet<>();

    LeaderCalls(RatisNode node, int group, RaftGroupId id, RatisMachine machine) {
        this.node = node;
        this.group = group;
        this.id = id;
        this.machine = machine;
    }

    /** A request on its way. Its attempts follow each other. */
    private static final class Call {
        private final long number;
        private final boolean question;
        private final ByteString content;
        private final long endNanos;
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private boolean maybeLogged;

        Call(long number, boolean question, byte[] content, long endNanos) {
            this.number = number;
            this.question = question;
            this.content = Answers.wrap(content);
            this.endNanos = endNanos;
        }
    }

    CompletableFuture<byte[]> propose(byte[] entry) {
        long number = numbers.incrementAndGet();
        underWay.add(number);
        if (number - underWay.first() >= AppliedCalls.WINDOW - 1) {
            underWay.remove(number);
            return CompletableFuture.failedFuture(new ProposalRefusedException(
                    "Node " + node.name() + " has too many proposals under way in group " + group + "; try again later",
                    null));
        }
        Call call = new Call(CallNumber.proposal(group, number), false, entry, end());
        attempt(call);
        return call.answer.whenComplete((answer, failure) -> {
            underWay.remove(number);
            machine.answered(call.number);
        });
    }

    CompletableFuture<byte[]> ask(byte[] question) {
        Call call = new Call(CallNumber.question(group, questions.incrementAndGet()), true, question, end());
        attempt(call);
        return call.answer;
    }

    private long end() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(node.retryMillis());
    }

    private void attempt(Call call) {
        if (machine.isOver()) {
            end(call, "node " + node.name() + " takes part no more in group " + group, null);
            return;
        }
        DivisionInfo info;
        try {
            info = node.server().getDivision(id).getInfo();
        } catch (IOException e) {
            end(call, "node " + node.name() + " has left group " + group, e);
            return;
        }
        RaftPeerId leader = info.getLeaderId();
        if (info.isLeader()) {
            attemptHere(call);
        } else if (leader == null || leader.equals(node.id())) {
            again(call, "no leader of group " + group + " is known", null);
        } else {
            attemptAt(leader, call);
        }
    }

    private RaftClientRequest request(Call call, RaftPeerId leader) {
        return RaftClientRequest.newBuilder()
                .setClientId(node.self())
                .setServerId(leader)
                .setGroupId(id)
                .setCallId(call.number)
                .setMessage(Message.valueOf(call.content))
                .setType(call.question ? RaftClientRequest.readRequestType() : RaftClientRequest.writeRequestType())
                .build();
    }

    private void attemptHere(Call call) {
        CompletableFuture<RaftClientReply> reply;
        try {
            // A copy: Ratis gives one future to all attempts.
            reply = node.server()
                    .submitClientRequestAsync(request(call, node.id()))
                    .copy();
        } catch (IOException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        long left = TimeUnit.NANOSECONDS.toMillis(call.endNanos - System.nanoTime());
        var _ = reply.orTimeout(Math.max(0, left) + node.attemptMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    try {
                        Throwable cause = failure != null ? unwrap(failure) : answer.getException();
                        if (cause == null) {
                            succeed(call, answer);
                        } else {
                            failed(call, cause, !machine.appended(call.number));
                        }
                    } catch (RuntimeException e) {
                        call.answer.completeExceptionally(e);
                    }
                });
    }

    private void attemptAt(RaftPeerId leader, Call call) {
        // Waits for the answer: a stream of its own, so that its failure is that of this request.
        Thread.ofVirtual().name("ratis-call").start(() -> {
            try {
                RaftClientReply reply = node.rpc().sendRequest(request(call, leader));
                Throwable cause = reply.getException();
                if (cause == null) {
                    succeed(call, reply);
                } else {
                    failed(call, cause, isRefusal(cause));
                }
            } catch (IOException e) {
                node.failed(leader, e);
                failed(call, e, isRefusal(e));
            } catch (RuntimeException e) {
                failed(call, e, false);
            }
        });
    }

    /** Returns whether a leader has said by a failure that it did not append the entry. */
    private static boolean isRefusal(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof LeaderNotReadyException
                    || each instanceof LeaderSteppingDownException
                    || each instanceof GroupMismatchException
                    || each instanceof ServerNotReadyException
                    || each instanceof RefusedByMachineException
                    || each instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
    }

    private void succeed(Call call, RaftClientReply reply) {
        ByteString content = reply.getMessage().getContent();
        if (call.question) {
            call.answer.complete(content.toByteArray());
            return;
        }
        Optional<byte[]> answer = Answers.read(content);
        answer.ifPresentOrElse(
                call.answer::complete,
                () -> call.answer.completeExceptionally(
                        new IOException("The entry was applied in group " + group + ", but its answer is lost")));
    }

    private void failed(Call call, Throwable cause, boolean refused) {
        call.maybeLogged |= !refused;
        if (cause instanceof StateMachineException
                && cause.getCause() instanceof RefusedByMachineException machineSays) {
            finish(call, String.valueOf(machineSays.getMessage()), machineSays);
        } else {
            again(call, "the leader of group " + group + " did not take the request", cause);
        }
    }

    private void again(Call call, String why, @Nullable Throwable cause) {
        if (call.endNanos - System.nanoTime() <= 0) {
            end(call, why, cause);
            return;
        }
        Executor later = CompletableFuture.delayedExecutor(call.pauseMillis, TimeUnit.MILLISECONDS);
        call.pauseMillis = Math.min(2 * call.pauseMillis, node.retryMillis() / 16 + 1);
        later.execute(() -> {
            try {
                attempt(call);
            } catch (RuntimeException e) {
                failed(call, e, false);
            }
        });
    }

    private void end(Call call, String why, @Nullable Throwable cause) {
        String what =
                call.question ? "The question" : call.maybeLogged ? "It is not known whether the entry" : "The entry";
        String not =
                call.question ? " was not answered: " : call.maybeLogged ? " is in the log: " : " is not in the log: ";
        finish(call, what + not + why + ". Is a majority of the members running, and do they reach each other?", cause);
    }

    private static void finish(Call call, String message, @Nullable Throwable cause) {
        call.answer.completeExceptionally(
                call.question || call.maybeLogged
                        ? new IOException(message, cause)
                        : new ProposalRefusedException(message, cause));
    }
}
