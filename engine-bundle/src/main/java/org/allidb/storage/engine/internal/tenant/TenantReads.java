package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.fairness.CallTimes;
import org.allidb.storage.engine.internal.fairness.Work;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.allidb.storage.engine.internal.read.KnownGaps;
import org.allidb.storage.engine.internal.read.OpenReads;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.runtime.StorageClock;

/** The side of a tenant that its reads see. Reads wait for no writer. Thread-safe. */
final class TenantReads implements ReadContext {

    private final TenantState tenant;
    private final Observation observed;
    private final StorageClock clock;

    TenantReads(TenantState tenant, Observation observed, StorageClock clock) {
        this.tenant = tenant;
        this.observed = observed;
        this.clock = clock;
    }

    @Override
    public TenantId id() {
        return tenant.id();
    }

    @Override
    public ReadState acquire() {
        return tenant.acquire();
    }

    @Override
    public long visibleSequence() {
        return tenant.visible().get();
    }

    @Override
    public KnownGaps knownGaps() {
        return tenant.knownGaps();
    }

    @Override
    public void admitRead(int rows) {
        tenant.life().checkOpen();
        tenant.access().admitRead(rows);
        CallTimes watched = tenant.sharing().watched();
        if (watched != null) {
            watched.reads();
        }
        tenant.sharing().pace().admit(Work.ofReads(rows));
    }

    @Override
    public void checkUsable() {
        tenant.life().checkUsable();
    }

    @Override
    public void cursorOpened() {
        tenant.access().cursorOpened();
    }

    @Override
    public void cursorClosed() {
        tenant.access().cursorClosed();
    }

    @Override
    public void admitNext() {
        tenant.life().checkUsable();
        tenant.access().admitBytesRead();
    }

    @Override
    public void found(long bytes) {
        if (tenant.access().countsBytesRead()) {
            tenant.access().bytesRead(bytes);
        }
    }

    @Override
    public void scanned(EntryRun run, int entries) {
        tenant.counters().scanned(entries);
        if (tenant.access().countsBytesRead()) {
            tenant.access().bytesRead(bytes(run, entries));
        }
        tenant.sharing().pace().admit(Work.ofScan(entries));
    }

    private static long bytes(EntryRun run, int entries) {
        long bytes = 0;
        for (int i = 0; i < entries; i++) {
            bytes += run.keyLength(i) + run.valueLength(i);
        }
        return bytes;
    }

    @Override
    public long nowMillis() {
        return clock.wallMillis();
    }

    @Override
    public OpenReads reads() {
        return tenant.readerMemory().reads();
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
        return tenant.life().error(doing, e);
    }

    @Override
    public RuntimeException thrown(String doing, Throwable failure) {
        return TenantLife.unchecked(tenant.life().told(doing, failure));
    }
}
