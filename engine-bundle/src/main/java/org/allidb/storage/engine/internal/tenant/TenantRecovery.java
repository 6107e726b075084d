package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.feed.FeedRecord;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * A tenant whose tables are open and whose part of the log is being replayed. It ends by {@link TenantLsm#start}, or by
 * {@link #close}. Used by one thread.
 */
public final class TenantRecovery {

    private final TenantState tenant;
    private final Memtables memtables;
    private final MemtableFlush flush;
    private final LeakWatch leaks;

    /** The last sequence that is in tables or was replayed. */
    private long lastSequence;

    /** Whether there was no space to flush what was replayed. */
    private boolean outOfSpace;

    TenantRecovery(TenantState tenant, MemtableFlush flush, LeakWatch leaks) {
        this.tenant = tenant;
        this.memtables = tenant.memtables();
        this.flush = flush;
        this.leaks = leaks;
        this.lastSequence = tenant.versions().counters().flushedSequence();
    }

    /**
     * Opens a tenant's tables. The replay of its log follows, then {@link TenantLsm#start}.
     *
     * @param access the tenant's file system; closed with the tenant, but stays the caller's if this fails
     * @param shared what all tenants share
     */
    public static TenantRecovery open(TenantAccess access, TenantResources shared) throws IOException {
        TenantState tenant =
                TenantState.open(access, shared.parts(), shared.memory(), shared.observed(), shared.configuration());
        MemtableFlush flush = new MemtableFlush(
                tenant, shared.parts(), tenant.configuration(), shared.observed(), tenant.memtables()::replaceByTables);
        return new TenantRecovery(tenant, flush, shared.observed().leaks());
    }

    /** Returns the tenant. */
    public TenantId id() {
        return tenant.id();
    }

    /** Returns the tenant as it was when it was opened. */
    public TenantDescriptor descriptor() {
        return tenant.access().descriptor();
    }

    /** Returns the tenant's files, for a log of its own. */
    public Vfs files() {
        return tenant.access().admittedFiles();
    }

    /**
     * Applies a record of the log that may not be in tables yet, and flushes memtables that are full.
     *
     * @throws CorruptionException if records before it are missing
     * @throws IOException if a flush failed, for another reason than a lack of space
     * @throws IllegalArgumentException if it is no record
     */
    public void replay(byte[] record, int offset, int length) throws IOException {
        // what is in tables may be encrypted with a key that nothing needs any more
        if (tenant.seal().isNone() || tenant.seal().lastSequence(record, offset, length) > lastSequence) {
            EntryBatch batch = tenant.seal().open(record, offset, length);
            FeedRecord logged = new FeedRecord(record, offset, length, batch.sequenceBefore(), batch.lastSequence());
            replay(batch, logged);
        }
    }

    private void replay(EntryBatch batch, FeedRecord logged) throws IOException {
        if (batch.lastSequence() <= lastSequence) {
            return;
        }
        if (batch.sequenceBefore() != lastSequence) {
            throw new CorruptionException(
                    "wal",
                    0,
                    "the log of tenant '" + id() + "' goes on at sequence " + batch.baseSequence() + " after "
                            + lastSequence + ": records between them are missing. Nothing was changed; restore the log"
                            + " or the tenant from a backup, or salvage what is intact with 'allidb"
                            + " repair DIR INTO'",
                    null);
        }
        if (apply(batch, logged) && !outOfSpace) {
            try {
                flushSealed();
            } catch (NoSpaceException e) {
                // one tenant that is full must not keep all others closed: its rows stay in memory and in the log
                outOfSpace = true;
                tenant.life().reportFailure("what was replayed stays in memory until there is space", e);
            }
        }
    }

    /**
     * Checks that the replay has reached everything that is in tables. The log was forced before tables that were loaded beside
     * it counted.
     *
     * @throws CorruptionException if the log ends before
     */
    public void checkReachesTables() {
        Version tables = tenant.versions().acquire();
        try {
            tables.checkReached(lastSequence, id());
        } finally {
            tables.release();
        }
    }

    /** Closes the tenant. What was replayed and is in no table is replayed again when the data directory is opened again. */
    public void close() {
        memtables.writeLock.lock();
        try {
            if (!tenant.life().close()) {
                return;
            }
            memtables.close();
        } finally {
            memtables.writeLock.unlock();
        }
        tenant.release(leaks);
    }

    /** Returns the state of the tenant, whose replay is complete. */
    TenantState tenant() {
        // what was replayed may be encrypted with an earlier key
        tenant.keysInUse().loggedEarlier(lastSequence);
        tenant.feed().replayed(lastSequence);
        return tenant;
    }

    long lastSequence() {
        return lastSequence;
    }

    boolean isOutOfSpace() {
        return outOfSpace;
    }

    /** Applies a batch, and returns whether a memtable was sealed. */
    private boolean apply(EntryBatch batch, FeedRecord logged) {
        memtables.writeLock.lock();
        try {
            tenant.knownGaps().put(batch);
            FlushableMemtable active = memtables.active();
            active.memtable().apply(batch);
            lastSequence = batch.lastSequence();
            tenant.fence().replayed(batch);
            active.applied(lastSequence, batch.timestamp(), batch.hasCallersTimestamp(), 0, batch.length());
            memtables.grown();
            tenant.feed().append(logged, tenant.seal().keyOf(logged.bytes(), logged.offset()));
            tenant.visible().publish(lastSequence);
            if (!memtables.isFull()) {
                return false;
            }
            memtables.seal();
            return true;
        } finally {
            memtables.writeLock.unlock();
        }
    }

    private void flushSealed() throws IOException {
        for (List<FlushableMemtable> sealed = memtables.sealed(); !sealed.isEmpty(); sealed = memtables.sealed()) {
            if (!flush.installFlushed(sealed)) {
                // the log is being read: what it has is durable
                flush.run(sealed, () -> true, () -> false);
            }
        }
    }
}
