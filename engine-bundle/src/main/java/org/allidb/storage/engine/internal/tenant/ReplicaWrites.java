package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.jspecify.annotations.Nullable;

/**
 * The side of a tenant that a cluster writes to. What a write does depends on the rows and on the write alone: its time is the cluster's,
 * its conditions are decided by that time, and no quota of this machine refuses it. {@link #apply} and {@link #found} are called by one
 * thread at a time.
 */
public final class ReplicaWrites {

    private static final System.Logger LOG = System.getLogger(ReplicaWrites.class.getName());
    private static final long MICROS_IN_A_MILLI = 1_000;

    private final TenantState tenant;
    private final WritePath path;
    private final CommitPipeline pipeline;
    private final ReadContext reads;
    private volatile @Nullable ReplicaMark mark;
    /** Whether the log has a write that is not in memory as a whole. */
    private volatile boolean torn;

    ReplicaWrites(TenantState tenant, WritePath path, CommitPipeline pipeline, ReadContext reads) {
        this.tenant = tenant;
        this.path = path;
        this.pipeline = pipeline;
        this.reads = reads;
    }

    /** Finds how far the tenant is. If that cannot be read now, merges drop no expired row until it can. */
    void recover() {
        try {
            mark();
        } catch (StorageException e) {
            tenant.expiry().notAfter(0);
            LOG.log(
                    Level.WARNING,
                    "how far a replica is could not be read; it is tried again when it is written to",
                    e);
        }
    }

    /** Returns the position of the last write that was applied, 0 if none was. */
    public long appliedPosition() {
        return mark().position();
    }

    /** Returns the position at which the cluster created the tenant, 0 if it did not. */
    public long foundedAt() {
        return mark().founded();
    }

    /** Records that the cluster created the tenant, before anything is applied to it. */
    public void found(long position) {
        write(new WriteRequest(new EntryBatch()), new ReplicaMark(position, position, mark().wallMicros()));
    }

    /**
     * Applies a write.
     *
     * @param request its entries and conditions, which tell afterwards what they found
     * @param wallMicros its time by the cluster
     * @param position its position
     * @return whether it was not applied before
     * @throws StorageException if it cannot be applied now, and nothing of it was
     */
    public boolean apply(WriteRequest request, long wallMicros, long position) {
        ReplicaMark before = mark();
        if (position <= before.position()) {
            return false;
        }
        ReplicaMark after = new ReplicaMark(before.founded(), position, Math.max(before.wallMicros(), wallMicros));
        @Nullable RowConditions conditions = request.conditions();
        boolean holds = conditions == null || hold(conditions, after.wallMicros() / MICROS_IN_A_MILLI);
        write(holds ? request : new WriteRequest(new EntryBatch()), after);
        return true;
    }

    private boolean hold(RowConditions conditions, long nowMillis) {
        conditions.decideAt(nowMillis);
        try {
            boolean holds = conditions.holdForReaders(reads);
            conditions.keepRefused(reads);
            return holds;
        } catch (IOException | ComponentMissingException e) {
            throw reads.error("a conditional write", e);
        } finally {
            conditions.end();
        }
    }

    /** Writes a batch behind a mark. */
    private void write(WriteRequest request, ReplicaMark after) {
        if (torn) {
            throw new StorageIoException(
                    "tenant '" + tenant.id()
                            + "' is not written to: an earlier write was logged and could not be completed in memory."
                            + " Nothing is lost; close the data directory and open it again",
                    null);
        }
        EntryBatch marked = new EntryBatch(request.batch().length() + 2 * EntryBatch.HEADER_LENGTH);
        after.addTo(marked);
        marked.addAll(request.batch());
        WriteRequest write = new WriteRequest(marked)
                .inserts(request.inserts())
                .synced(false)
                .decidedAtTime(after.wallMicros());
        long last = pipeline.newestSequence();
        try {
            path.commitReplicated(write);
        } catch (RuntimeException | Error e) {
            torn = pipeline.newestSequence() > last;
            throw e;
        }
        OptionalLong written = write.lastSequence();
        if (request.batch().count() > 0 && written.isPresent()) {
            request.writtenAs(written.getAsLong());
        }
        adopt(after);
    }

    private ReplicaMark mark() {
        ReplicaMark known = mark;
        return known == null ? readMark() : known;
    }

    private ReplicaMark readMark() {
        LookupKey key = new LookupKey().set(ReplicaMark.KEY, 0, ReplicaMark.KEY.length);
        Lookup found = new Lookup();
        ReadState state = reads.acquire();
        try {
            state.find(key, state.readable(reads.visibleSequence()), found);
            if (!found.isLive(Long.MAX_VALUE)) {
                mark = ReplicaMark.NONE;
                return ReplicaMark.NONE;
            }
            byte[] value = new byte[found.valueLength()];
            found.copyValue(value, 0);
            ReplicaMark read = ReplicaMark.of(value);
            adopt(read);
            return read;
        } catch (IOException | ComponentMissingException e) {
            throw reads.error("finding how far a replica is", e);
        } finally {
            state.release();
        }
    }

    private void adopt(ReplicaMark after) {
        tenant.expiry().notAfter(after.wallMicros() / MICROS_IN_A_MILLI);
        mark = after;
    }
}
