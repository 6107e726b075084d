package org.allidb.storage.replication.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.spi.replication.Consensus;
import org.jspecify.annotations.Nullable;

/**
 * Makes reads on this node see every write that was acknowledged before they began.
 *
 * <ul>
 *   <li>A leader waits until it has applied what is committed, because another node may have shown that to a reader. Then it reads, and
 *       looks afterwards whether its lease still holds. If so, nobody else can have acknowledged a write before.
 *   <li>Otherwise the leader is asked for a position, which it answers when it has made sure that it leads. This node reads when it has
 *       applied that much. Readers that come while the leader is being asked share the next question: the answer to the one under way may
 *       be from before they began.
 * </ul>
 *
 * Thread-safe.
 */
final class ReadGate {

    private final String name;
    private final Consensus consensus;
    private final ShardMachine machine;
    private final Retries retries;
    private final boolean local;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable CompletableFuture<Long> asked;

    @GuardedBy("lock")
    private @Nullable CompletableFuture<Long> next;

    /**
     * Creates a gate.
     *
     * @param name the shard, for messages
     * @param consensus leads to the leader
     * @param machine applies the shard's log on this node
     * @param retries says how long readers wait
     * @param local whether reads see what this node has, and ask nobody
     */
    ReadGate(String name, Consensus consensus, ShardMachine machine, Retries retries, boolean local) {
        this.name = name;
        this.consensus = consensus;
        this.machine = machine;
        this.retries = retries;
        this.local = local;
    }

    /** Returns whether reads see what this node has, and ask nobody. */
    boolean isLocal() {
        return local;
    }

    /**
     * Makes a read.
     *
     * @param read takes its view and returns it, or what it found in it
     * @param discard undoes a read that came too early
     * @throws ClusterUnavailableException if no leader answers in time
     */
    <T> T read(Supplier<T> read, Consumer<T> discard) {
        if (local) {
            return read.get();
        }
        if (machine.mayRead() && machine.applied().await(consensus.committed(), retries.patienceMillis())) {
            T early = read.get();
            if (machine.mayRead()) {
                return early;
            }
            discard.accept(early);
        }
        await();
        return read.get();
    }

    /** Makes a read that leaves nothing open. */
    <T> T read(Supplier<T> read) {
        return read(read, early -> {});
    }

    /**
     * Waits until this node has applied all that was acknowledged before.
     *
     * @throws ClusterUnavailableException if no leader answers in time
     */
    void await() {
        long position = confirmed();
        if (!machine.applied().await(position, retries.patienceMillis())) {
            throw new ClusterUnavailableException(
                    name + " is behind on this node: it has not applied in time what others have acknowledged"
                            + machine.stuck().map(why -> ", because " + why).orElse("")
                            + ". Read at another node, or later",
                    null);
        }
    }

    /** Waits as {@link #await} does, unless reads are local. */
    void settled() {
        if (!local) {
            await();
        }
    }

    private long confirmed() {
        CompletableFuture<Long> answer = confirm();
        boolean interrupted = false;
        long deadline = retries.deadline();
        try {
            while (true) {
                try {
                    return answer.get(retries.patienceMillis() + 1_000, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (!retries.isBefore(deadline)) {
                        throw unavailable(e);
                    }
                } catch (ExecutionException | TimeoutException e) {
                    throw unavailable(Retries.cause(e));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ClusterUnavailableException unavailable(Throwable cause) {
        return new ClusterUnavailableException(
                name + " has no leader that answers: " + cause.getMessage()
                        + ". See that a majority of the nodes runs and"
                        + " reaches each other, or read with cluster.reads: local what this node has",
                cause);
    }

    /** Returns the answer to a question that is asked after this call began: the position to be applied before a read. */
    CompletableFuture<Long> confirm() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        lock.lock();
        try {
            if (asked != null) {
                if (next == null) {
                    next = answer;
                }
                return next;
            }
            asked = answer;
        } finally {
            lock.unlock();
        }
        ask(answer, retries.deadline());
        return answer;
    }

    private void ask(CompletableFuture<Long> answer, long deadline) {
        consensus.ask(ShardMachine.question()).whenComplete((position, failure) -> {
            if (position != null) {
                answer.complete(Entry.positionOf(position));
            } else if (retries.isBefore(deadline)) {
                retries.later(() -> ask(answer, deadline));
                return;
            } else {
                answer.completeExceptionally(Retries.cause(failure));
            }
            askNext();
        });
    }

    private void askNext() {
        CompletableFuture<Long> waiting;
        lock.lock();
        try {
            waiting = next;
            asked = waiting;
            next = null;
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            ask(waiting, retries.deadline());
        }
    }
}
