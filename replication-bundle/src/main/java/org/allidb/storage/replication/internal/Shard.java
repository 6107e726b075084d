package org.allidb.storage.replication.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.OutcomeUnknownException;
import org.allidb.storage.spi.replication.Consensus;

/**
 * A part of the cluster's tenants, whose writes have one order. Thread-safe.
 *
 * @param number its number
 * @param consensus agrees on its log
 * @param machine applies it on this node
 * @param packer brings commands to it
 * @param gate lets reads through
 * @param retries says how long calls wait
 */
record Shard(int number, Consensus consensus, ShardMachine machine, Packer packer, ReadGate gate, Retries retries) {

    /** Returns its name in messages. */
    static String name(int number) {
        return "shard " + number + " of the cluster";
    }

    /** Returns an entry without commands. */
    static byte[] barrier() {
        return Entry.encode(List.of());
    }

    /**
     * Has a command applied, and waits for its answer. An interrupt does not end the wait and is kept.
     *
     * @throws ClusterUnavailableException if it is in no log
     * @throws OutcomeUnknownException if that is not known
     */
    Answer run(Command command) {
        CompletableFuture<Answer> answer = packer.submit(command);
        boolean interrupted = false;
        // the packer gives up earlier: this is for a consensus that never answers
        long deadline = retries.deadline() + TimeUnit.MILLISECONDS.toNanos(2 * retries.patienceMillis());
        try {
            while (true) {
                try {
                    return answer.get(3 * retries.patienceMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (!retries.isBefore(deadline)) {
                        throw unanswered(e);
                    }
                } catch (TimeoutException e) {
                    throw unanswered(e);
                } catch (ExecutionException e) {
                    throw thrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private OutcomeUnknownException unanswered(Exception e) {
        return new OutcomeUnknownException(
                name(number) + " gave no answer. The write may be made; read what is there, and decide again", e);
    }

    private static RuntimeException thrown(ExecutionException e) {
        Throwable cause = Retries.cause(e);
        // one of each caller's own, with the caller's trace
        return switch (cause) {
            case ClusterUnavailableException failure ->
                new ClusterUnavailableException(String.valueOf(failure.getMessage()), failure);
            case OutcomeUnknownException failure ->
                new OutcomeUnknownException(String.valueOf(failure.getMessage()), failure);
            default -> new IllegalStateException(cause);
        };
    }
}
