package org.allidb.storage.replication.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.OutcomeUnknownException;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the commands that wait for a shard into one entry, because an entry costs far more than a command. There is no timer: an entry is
 * made when the one before it has been answered, of what has come meanwhile. So commands of this node are applied in the order in which
 * they came. Thread-safe.
 */
final class Packer {

    /** An entry is closed when it has so many bytes. */
    private static final long ENTRY_BYTES = 256 << 10;
    /** So many bytes may wait in all. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int MOST_COMMANDS = 1 << 16;

    private final String name;
    private final Consensus consensus;
    private final Retries retries;
    private final Executor completions;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Waiting> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private boolean busy;

    /**
     * Creates a packer.
     *
     * @param name the shard, for messages
     * @param consensus agrees on the entries
     * @param retries says until when and how an entry is proposed again that is in no log
     * @param completions runs what waits for answers
     */
    Packer(String name, Consensus consensus, Retries retries, Executor completions) {
        this.name = name;
        this.consensus = consensus;
        this.retries = retries;
        this.completions = completions;
    }

    /** A command, and who waits for its answer. */
    private record Waiting(Command command, CompletableFuture<Answer> answer, long deadline) {}

    /**
     * Has a command applied.
     *
     * @return completes with the answer, with a {@link ClusterUnavailableException} if the command is certainly in no log, or with an
     *     {@link OutcomeUnknownException}
     */
    CompletableFuture<Answer> submit(Command command) {
        Waiting waiting = new Waiting(command, new CompletableFuture<>(), retries.deadline());
        lock.lock();
        try {
            if (bytes + command.bytes() > MOST_BYTES && bytes > 0) {
                return CompletableFuture.failedFuture(new ClusterUnavailableException(
                        name + " has more than " + (MOST_BYTES >> 20) + " MB of writes waiting on this node; nothing"
                                + " was written, write again later",
                        null));
            }
            bytes += command.bytes();
            queue.add(waiting);
            if (busy) {
                return waiting.answer;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        proposeNext();
        return waiting.answer;
    }

    private void proposeNext() {
        List<Waiting> next = next();
        if (!next.isEmpty()) {
            propose(next);
        }
    }

    /** Takes what goes into the next entry; nothing, and the packer is idle, if nothing waits. */
    private List<Waiting> next() {
        List<Waiting> next = new ArrayList<>();
        lock.lock();
        try {
            long taken = 0;
            while (!queue.isEmpty() && next.size() < MOST_COMMANDS) {
                long more = queue.element().command.bytes();
                if (taken > 0 && taken + more > ENTRY_BYTES) {
                    break;
                }
                taken += more;
                next.add(queue.remove());
            }
            bytes -= taken;
            busy = !next.isEmpty();
        } finally {
            lock.unlock();
        }
        return next;
    }

    private void propose(List<Waiting> commands) {
        byte[] entry = Entry.encode(commands.stream().map(Waiting::command).toList());
        consensus.propose(entry).whenComplete((answers, failure) -> {
            try {
                completions.execute(() -> answered(commands, answers, failure));
            } catch (RejectedExecutionException e) {
                // the platform is being closed
                answered(commands, answers, failure);
            }
        });
    }

    private void answered(List<Waiting> commands, byte @Nullable [] answers, @Nullable Throwable failure) {
        if (answers != null) {
            complete(commands, Entry.decodeAnswers(answers));
            proposeNext();
            return;
        }
        Throwable cause = Retries.cause(failure);
        if (!(cause instanceof ProposalRefusedException)) {
            fail(
                    commands,
                    new OutcomeUnknownException(
                            name + " did not say in time what became of a write: " + cause.getMessage()
                                    + ". It may be written; read what is there, and decide again",
                            cause));
            proposeNext();
            return;
        }
        List<Waiting> again = commands.stream()
                .filter(each -> retries.isBefore(each.deadline))
                .toList();
        fail(
                commands.stream()
                        .filter(each -> !retries.isBefore(each.deadline))
                        .toList(),
                new ClusterUnavailableException(
                        name + " took no writes in time: " + cause.getMessage()
                                + ". Nothing was written; see that a majority of the nodes runs and reaches each other",
                        cause));
        if (again.isEmpty()) {
            proposeNext();
        } else {
            retries.later(() -> propose(again));
        }
    }

    private static void complete(List<Waiting> commands, List<Answer> answers) {
        for (int i = 0; i < commands.size(); i++) {
            commands.get(i).answer.complete(answers.get(i));
        }
    }

    private static void fail(List<Waiting> commands, RuntimeException failure) {
        commands.forEach(each -> each.answer.completeExceptionally(failure));
    }
}
