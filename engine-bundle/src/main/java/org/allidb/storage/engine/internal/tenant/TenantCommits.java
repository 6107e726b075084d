package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.feed.FeedRecord;
import org.allidb.storage.engine.internal.feed.TenantFeed;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.PendingSync;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a tenant's writes: its log, its memtables, its fence against writes under dropped tombstones. Used by its
 * {@link CommitPipeline} alone.
 */
final class TenantCommits implements CommitEnvironment {

    private final TenantState tenant;
    private final Memtables memtables;
    private final CommitLog log;
    private final Flusher flusher;
    private final Backpressure backpressure;
    private final StorageClock clock;
    private final ReadContext reads;
    private final long generation;
    /** Used under the write lock. */
    private final RecordSeal.Appended record;

    TenantCommits(
            TenantState tenant,
            CommitLog log,
            Flusher flusher,
            Backpressure backpressure,
            StorageClock clock,
            ReadContext reads) {
        this.tenant = tenant;
        this.memtables = tenant.memtables();
        this.log = log;
        this.flusher = flusher;
        this.backpressure = backpressure;
        this.clock = clock;
        this.reads = reads;
        this.generation = tenant.access().descriptor().generation();
        this.record = tenant.seal().appended();
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public void prepare() {
        // it may have left while this write waited
        tenant.life().checkTakesWrites();
        if (memtables.active().isDamaged()) {
            replaceDamaged();
        }
        if (memtables.isFull()) {
            seal();
            flusher.request();
        }
    }

    @Override
    public boolean conditionsHold(WriteRequest request, long lastSequence) throws IOException {
        @Nullable RowConditions conditions = request.conditions();
        return conditions == null || conditions.holdForWriter(reads, lastSequence);
    }

    @Override
    public @Nullable Throwable refusal(WriteRequest request) {
        @Nullable RowConditions conditions = request.conditions();
        if (conditions == null || !conditions.isRefused()) {
            return null;
        }
        try {
            conditions.keepRefused(reads);
            return conditions.refusal(tenant.id());
        } catch (IOException e) {
            return tenant.life().error("a write", e);
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    @Override
    public void admitTimestamp(long timestamp) {
        tenant.fence().admit(timestamp, tenant.id());
    }

    @Override
    public long nextTimestamp(WriteRequest request) {
        return tenant.fence().next(request.wallMicros(clock));
    }

    @Override
    public long append(EntryBatch batch, boolean syncFollows) throws IOException {
        long position = logged(batch, syncFollows);
        tenant.fence().logged(batch);
        return position;
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public void apply(WriteRequest request, long position) {
        EntryBatch batch = request.batch();
        if (request.inserts()) {
            tenant.knownGaps().put(batch);
        }
        FlushableMemtable active = memtables.active();
        active.memtable().apply(batch);
        active.applied(batch.lastSequence(), batch.timestamp(), batch.hasCallersTimestamp(), position, batch.length());
        memtables.grown();
        feed(batch);
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public void applyFailed(EntryBatch batch) {
        memtables.active().damaged(batch.lastSequence());
        tenant.feed().skipped(batch.lastSequence());
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public long lastPosition() {
        return memtables.lastLogPosition();
    }

    @Override
    public void announceSync() {
        log.announceSync();
    }

    @Override
    public void sync(long position) throws IOException {
        log.sync(position);
    }

    @Override
    public void whenSynced(PendingSync write) {
        log.whenSynced(write);
    }

    @Override
    public void force(long position) throws IOException {
        log.force(position);
    }

    @Override
    public void checkOpen() {
        tenant.life().checkOpen();
    }

    @Override
    public boolean isClosed() {
        return tenant.life().isClosed();
    }

    @Override
    public StorageException error(String doing, IOException failure) {
        return tenant.life().error(doing, failure);
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public long jump(long before, long last) throws IOException {
        EntryBatch jump = new EntryBatch();
        jump.sealJump(before, last);
        long position = logged(jump, true);
        memtables.active().applied(last, 0, false, position, jump.length());
        feed(jump);
        return position;
    }

    @Override
    @GuardedBy("memtables.writeLock")
    public void showTables(long before, long last) {
        tenant.knownGaps().forget(last);
        FlushableMemtable active = memtables.active();
        // a reader that retained the state before does not have the tables
        active.limit().lower(before);
        try {
            seal();
        } catch (RuntimeException | Error e) {
            // the tables count: the next write goes to a new memtable, and shows them with it
            active.damaged(last);
            throw e;
        }
        flusher.request();
    }

    /** Appends a batch to the log, encrypted if the tenant is; returns its position. */
    private long logged(EntryBatch batch, boolean syncFollows) throws IOException {
        record.take(batch);
        return log.append(generation, batch.lastSequence(), record.bytes(), record.length(), syncFollows);
    }

    /** Appends the batch that was logged last to the change feed, if the tenant has one. */
    private void feed(EntryBatch batch) {
        TenantFeed feed = tenant.feed();
        if (feed.isOn()) {
            FeedRecord logged =
                    new FeedRecord(record.bytes(), 0, record.length(), batch.sequenceBefore(), batch.lastSequence());
            feed.append(logged, record.keyNumber());
        }
    }

    @GuardedBy("memtables.writeLock")
    private void seal() {
        memtables.seal();
        backpressure.update();
    }

    /** Replaces the memtable of a write that could not be completed in memory, so that later writes succeed. */
    @GuardedBy("memtables.writeLock")
    private void replaceDamaged() {
        try {
            seal();
        } catch (RuntimeException | Error e) {
            throw new StorageIoException(
                    "tenant '" + tenant.id()
                            + "' refuses this write: an earlier one could not be completed in memory, and there is"
                            + " still no memory for a new memtable. Nothing that was acknowledged is lost; write again"
                            + " when there is memory",
                    e);
        }
        flusher.request();
        tenant.life()
                .reportFailure(
                        "writes go on in a new memtable after one that could not be completed in memory, and was"
                                + " refused",
                        new IOException("the memtable before it is flushed up to its last whole batch"));
    }
}
