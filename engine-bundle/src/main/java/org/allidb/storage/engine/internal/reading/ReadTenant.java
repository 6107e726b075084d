package org.allidb.storage.engine.internal.reading;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.allidb.storage.engine.internal.read.KnownGaps;
import org.allidb.storage.engine.internal.read.MemtableHandle;
import org.allidb.storage.engine.internal.read.OpenReads;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.SequenceLimit;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.BackgroundWork;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Readers;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Writers;
import org.allidb.storage.engine.internal.value.TenantUsageValue;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.runtime.StorageClock;

/** A tenant at the moment at which it was opened for reading; it stays so whatever its writer does. Thread-safe. */
final class ReadTenant implements ReadContext, AutoCloseable {

    private final ReadOnlyAccess access;
    private final StorageClock clock;
    private final Observation observed;
    private final ReadState state;
    private final long memoryBytes;
    private final long sequence;
    private final LongAdder scanned = new LongAdder();
    private final OpenReads reads = new OpenReads();
    private final KnownGaps knownGaps = new KnownGaps(new ReentrantLock());
    private final AtomicInteger cursors = new AtomicInteger();
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens a tenant for reading.
     *
     * @param access its files, closed with this
     * @param version its tables, retained; released with this
     * @param logged what the log had beyond the tables
     * @param sequence the last sequence of both
     * @param clock decides what has expired
     * @param observed what is recorded of reads
     */
    ReadTenant(
            ReadOnlyAccess access,
            Version version,
            Memtable logged,
            long sequence,
            StorageClock clock,
            Observation observed) {
        this.access = access;
        this.clock = clock;
        this.observed = observed;
        // stays until the tenant is closed; nothing is flushed here
        MemtableHandle handle = new MemtableHandle(logged, bytes -> {});
        this.state = new ReadState(1, List.of(new ReadState.Held(handle, logged)), version, new SequenceLimit());
        this.memoryBytes = logged.memoryBytes();
        this.sequence = sequence;
    }

    @Override
    public TenantId id() {
        return access.descriptor().id();
    }

    List<TableHandle> tables() {
        return state.version().tables();
    }

    /** Returns the bytes of what the log had beyond the tables. */
    long memoryBytes() {
        return memoryBytes;
    }

    void snapshotOpened() {
        snapshots.incrementAndGet();
    }

    void snapshotClosed() {
        snapshots.decrementAndGet();
    }

    /** Returns what can be known outside of the writer: sizes and counts of what is open here. */
    TenantStatistics statistics() {
        checkUsable();
        Version version = state.version();
        TenantUsage usage = new TenantUsageValue(
                version.tableBytes(),
                access.descriptor().settings().quota().diskBytes(),
                memoryBytes,
                cursors.get(),
                snapshots.get());
        return new TenantStatisticsValue(
                usage,
                version.figures(),
                new Readers(1, snapshots.get(), sequence, 0, 0, scanned.sum()),
                CompactionDebt.NONE,
                BackgroundWork.NONE,
                Writers.NONE);
    }

    @Override
    public ReadState acquire() {
        if (closed.get() || !state.tryRetain()) {
            throw closed();
        }
        return state;
    }

    @Override
    public long visibleSequence() {
        return sequence;
    }

    @Override
    public KnownGaps knownGaps() {
        return knownGaps;
    }

    @Override
    public void admitRead(int rows) {
        checkUsable();
    }

    @Override
    public void checkUsable() {
        if (closed.get()) {
            throw closed();
        }
    }

    @Override
    public void scanned(EntryRun run, int entries) {
        scanned.add(entries);
    }

    @Override
    public void cursorOpened() {
        cursors.incrementAndGet();
    }

    @Override
    public void cursorClosed() {
        cursors.decrementAndGet();
    }

    @Override
    public long nowMillis() {
        return clock.wallMillis();
    }

    @Override
    public OpenReads reads() {
        return reads;
    }

    @Override
    public RefusedAccess access() {
        return observed.access();
    }

    @Override
    public LeakWatch leaks() {
        return observed.leaks();
    }

    @Override
    public OperationTimes times() {
        return observed.times();
    }

    @Override
    public StorageException error(String doing, Exception e) {
        return StorageErrors.of(id(), doing, e);
    }

    @Override
    public RuntimeException thrown(String doing, Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Ends what is open, and releases the tables. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leaks().closedUnder(id(), reads.close(this::closed), snapshots.get());
            state.release();
            try {
                access.closeFiles();
            } catch (IOException e) {
                throw StorageErrors.of(id(), "closing it", e);
            }
        }
    }

    private StoreClosedException closed() {
        return new StoreClosedException(
                "the store of tenant '" + id() + "' is closed; open it again from the platform");
    }
}
