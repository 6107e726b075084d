package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.jspecify.annotations.Nullable;

/**
 * The side of a tenant that its writers see. Conditions are looked at here before a write takes its place in the order: most
 * that do not hold are refused without a lock, on rows that readers see. Thread-safe.
 */
public final class TenantWrites {

    private final WritePath path;
    private final ReadContext reads;
    private final ReplicaWrites replica;

    TenantWrites(WritePath path, ReadContext reads, ReplicaWrites replica) {
        this.path = path;
        this.reads = reads;
        this.replica = replica;
    }

    /** Returns the side of the tenant that a cluster writes to. */
    public ReplicaWrites replica() {
        return replica;
    }

    /**
     * Writes a batch; see {@link WritePath#write}.
     *
     * @return false if a condition does not hold; {@link RowConditions#refusal} says which
     * @throws StorageException if it is refused for another reason
     */
    public boolean write(WriteRequest request) {
        @Nullable RowConditions conditions = request.conditions();
        if (conditions == null) {
            path.write(request);
            return true;
        }
        reads.admitRead(conditions.count());
        try {
            if (conditions.holdForReaders(reads) || isNoAnswerYet(request)) {
                path.write(request);
            }
            conditions.keepRefused(reads);
            return !conditions.isRefused();
        } catch (IOException | ComponentMissingException e) {
            throw reads.error("a conditional write", e);
        } finally {
            conditions.end();
        }
    }

    /** Writes a batch, and returns when it is applied; see {@link WritePath#writeAsync}. */
    public CompletionStage<@Nullable Void> writeAsync(WriteRequest request) {
        @Nullable RowConditions conditions = request.conditions();
        if (conditions == null) {
            return path.writeAsync(request);
        }
        try {
            if (!request.isSynced()) {
                return write(request)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(conditions.refusal(reads.id()));
            }
            return writeSynced(request, conditions);
        } catch (StorageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<@Nullable Void> writeSynced(WriteRequest request, RowConditions conditions) {
        reads.admitRead(conditions.count());
        try {
            if (conditions.holdForReaders(reads) || isNoAnswerYet(request)) {
                return path.writeAsync(request);
            }
            conditions.keepRefused(reads);
            return CompletableFuture.failedFuture(conditions.refusal(reads.id()));
        } catch (IOException | ComponentMissingException e) {
            throw reads.error("a conditional write", e);
        } finally {
            conditions.end();
        }
    }

    /** Returns whether a refusal for what readers see must wait for a sync; the write takes its place in the order then. */
    private boolean isNoAnswerYet(WriteRequest request) {
        return request.isSynced() && path.showsUnsynced();
    }

    /**
     * Admits a batch before it is proposed to a cluster.
     *
     * @throws StorageException if a quota refuses it
     */
    public void admitProposal(WriteRequest request) {
        path.admitProposal(request);
    }

    /** Makes every acknowledged write durable. */
    public void sync() {
        path.sync();
    }
}
