package org.allidb.storage.tenant.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** The access to one open tenant. A few volatile reads and striped counters decide what the tenant may do. Thread-safe. */
final class QuotaAccess implements TenantAccess {

    private final GuardServices services;
    private final Consumer<QuotaAccess> onClose;
    private final AtomicLong fileBytes;
    private final DiskQuota disk;
    private final DropState drop;
    private final Vfs files;
    private final Vfs maintenanceFiles;
    private final Vfs admittedFiles;
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder rowsRead = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong cursors = new AtomicLong();
    private final AtomicLong snapshots = new AtomicLong();
    private final Object refreshing = new Object();
    private volatile TenantDescriptor descriptor;
    /** Made when the tenant has such a limit, and kept. */
    private volatile @Nullable TenantLimits limits;

    /** Asked for each row of a scan. */
    private volatile long bytesReadPerSecond;

    private volatile TenantOptions options;

    QuotaAccess(
            TenantDescriptor descriptor,
            MeasuredDirectory directory,
            TenantOptions options,
            GuardServices services,
            Consumer<QuotaAccess> onClose) {
        this.descriptor = descriptor;
        this.options = options;
        this.services = services;
        this.onClose = onClose;
        this.drop = new DropState(descriptor.id());
        this.fileBytes = new AtomicLong(directory.bytes());
        this.disk = new DiskQuota(fileBytes::get, new SpaceLadder(descriptor.id(), services), descriptor, options);
        SpaceMeter meter = new SpaceMeter(descriptor.id(), fileBytes, disk::update);
        this.files = new MeteredVfs(directory.files(), meter, disk::limit, drop::checkThere);
        this.maintenanceFiles = new MeteredVfs(directory.files(), meter, disk::maintenanceLimit, drop::checkThere);
        this.admittedFiles = new MeteredVfs(directory.files(), meter, () -> 0, drop::checkThere);
        this.bytesReadPerSecond = descriptor.settings().quota().bytesReadPerSecond();
        disk.update();
    }

    @Override
    public TenantDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public Vfs files() {
        return files;
    }

    @Override
    public Vfs maintenanceFiles() {
        return maintenanceFiles;
    }

    @Override
    public Vfs admittedFiles() {
        return admittedFiles;
    }

    @Override
    public void admitWrite(int rows, long writtenBytes, boolean inserts) {
        checkTakesWrites();
        Quota quota = descriptor.settings().quota();
        disk.writesBegin();
        Step step = disk.step();
        if (step.compareTo(Step.NO_WRITES) >= 0 || inserts && step == Step.DELETE_ONLY) {
            throw diskExceeded();
        }
        if (rows > quota.maxBatchRows() && quota.maxBatchRows() > 0) {
            throw exceeded(
                    "max_batch_rows",
                    quota.maxBatchRows(),
                    rows,
                    "writes " + rows + " rows in one batch, its quota allows " + quota.maxBatchRows()
                            + "; write smaller batches, or raise the quota");
        }
        long bufferLimit = quota.writeBufferBytes();
        long bufferBytes = disk.bufferBytes();
        if (bufferLimit > 0 && inserts && bufferBytes > mostBuffered(bufferLimit)) {
            throw exceeded(
                    "write_buffer_bytes",
                    bufferLimit,
                    bufferBytes,
                    "has " + Human.bytes(bufferBytes)
                            + " in memory that are not flushed yet, its write buffer quota is "
                            + Human.bytes(bufferLimit) + "; wait for the flush, or raise the quota");
        }
        if (quota.opsPerSecond() > 0) {
            take(limits().operations(), rows, quota.opsPerSecond());
        }
        if (quota.bytesPerSecond() > 0) {
            take(limits().bytesWritten(), writtenBytes, quota.bytesPerSecond());
        }
        rowsWritten.add(rows);
        bytesWritten.add(writtenBytes);
    }

    @Override
    public boolean isFull() {
        return disk.step().compareTo(Step.DELETE_ONLY) >= 0;
    }

    @Override
    public void checkTakesWrites() {
        TenantDescriptor tenant = checkUsable();
        if (tenant.refusesWrites()) {
            throw suspended(tenant);
        }
    }

    @Override
    public void admitRead(int rows) {
        TenantDescriptor tenant = checkUsable();
        if (rows <= 0) {
            return;
        }
        if (disk.step() == Step.SUSPENDED) {
            throw diskExceeded();
        }
        long perSecond = tenant.settings().quota().opsPerSecond();
        if (perSecond > 0) {
            take(limits().operations(), rows, perSecond);
        }
        admitBytesRead();
        rowsRead.add(rows);
    }

    @Override
    public void admitBytesRead() {
        long perSecond = bytesReadPerSecond;
        if (perSecond > 0) {
            take(limits().bytesRead(), 0, perSecond);
        }
    }

    @Override
    public boolean countsBytesRead() {
        return bytesReadPerSecond > 0;
    }

    @Override
    public void bytesRead(long bytes) {
        long perSecond = bytesReadPerSecond;
        if (perSecond > 0) {
            limits().bytesRead().charge(bytes, perSecond);
        }
    }

    @Override
    public void cursorOpened() {
        int limit = descriptor.settings().quota().maxCursors();
        open(cursors, limit, "max_cursors", "cursors");
        cursorsChanged(cursors.get());
    }

    @Override
    public void cursorClosed() {
        cursorsChanged(cursors.decrementAndGet());
    }

    private void cursorsChanged(long open) {
        int limit = descriptor.settings().quota().maxCursors();
        if (limit > 0 || limits != null) {
            limits().cursors().update(open, limit, options);
        }
    }

    @Override
    public void snapshotOpened() {
        int limit = descriptor.settings().quota().maxSnapshots();
        open(snapshots, limit, "max_snapshots", "snapshots");
        snapshotsChanged(snapshots.get());
    }

    @Override
    public void snapshotClosed() {
        snapshotsChanged(snapshots.decrementAndGet());
    }

    private void snapshotsChanged(long open) {
        int limit = descriptor.settings().quota().maxSnapshots();
        if (limit > 0 || limits != null) {
            limits().snapshots().update(open, limit, options);
        }
    }

    @Override
    public void bufferBytes(long newBufferBytes) {
        disk.bufferBytes(newBufferBytes);
        long limit = descriptor.settings().quota().writeBufferBytes();
        if (limit > 0 || limits != null) {
            limits().buffer().update(newBufferBytes, mostBuffered(limit), options);
        }
    }

    /** Returns how many bytes in memory are too many: up to the quota a memtable is filling, and as many may wait for a flush. */
    private static long mostBuffered(long limit) {
        return limit > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * limit;
    }

    @Override
    public TenantUsage usage() {
        return new MeasuredUsage(
                new MeasuredUsage.Space(fileBytes.get(), disk.limit(), disk.bufferBytes()),
                new MeasuredUsage.Handles(cursors.get(), snapshots.get()),
                new MeasuredUsage.Operations(rowsWritten.sum(), bytesWritten.sum(), rowsRead.sum(), refused.sum()));
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    /**
     * Takes over the settings of the tenant, which may have changed.
     *
     * @param current finds the tenant as it is now, empty if it is not in the catalogue; a look-up in memory
     */
    void refresh(Supplier<Optional<TenantDescriptor>> current) {
        synchronized (refreshing) {
            // of several changes at a time the one that looks last sees the last of them
            current.get().ifPresent(now -> {
                descriptor = now;
                bytesReadPerSecond = now.settings().quota().bytesReadPerSecond();
                disk.ownLimit(now.settings().quota().diskBytes());
            });
        }
        disk.update();
    }

    /** Returns the disk quota. */
    DiskQuota disk() {
        return disk;
    }

    /** Returns whether the tenant was dropped; it is recorded there. */
    DropState drop() {
        return drop;
    }

    /** Decides by the policy in force what the tenant may do. */
    void policyChanged() {
        disk.update();
    }

    /** Takes over new options. */
    void reconfigure(TenantOptions now) {
        options = now;
        disk.options(now);
    }

    private TenantDescriptor checkUsable() {
        drop.checkThere();
        TenantDescriptor tenant = descriptor;
        if (drop.isHalfDropped()) {
            refused.increment();
            throw DropState.halfDroppedError(tenant.id());
        }
        if (tenant.closed()) {
            throw suspended(tenant);
        }
        return tenant;
    }

    private TenantSuspendedException suspended(TenantDescriptor tenant) {
        refused.increment();
        return tenant.suspendedError();
    }

    /** Takes units of a rate. Units that were used already were charged: then there are none, and what is owed is waited for. */
    private void take(RateQuota rate, long units, long perSecond) {
        String refusal = rate.take(units, perSecond, options);
        if (refusal != null) {
            throw exceeded(rate.name(), perSecond, units > 0 ? units : rate.owed(perSecond), refusal);
        }
    }

    private TenantLimits limits() {
        TenantLimits made = limits;
        if (made == null) {
            synchronized (refreshing) {
                made = limits;
                if (made == null) {
                    made = new TenantLimits(descriptor.id(), services);
                    limits = made;
                }
            }
        }
        return made;
    }

    private void open(AtomicLong count, int limit, String quota, String what) {
        if (count.incrementAndGet() > limit && limit > 0) {
            long open = count.decrementAndGet();
            throw exceeded(
                    quota, limit, open, "has " + open + " open " + what + " already; close some, or raise the quota");
        }
    }

    private QuotaExceededException diskExceeded() {
        long used = disk.used();
        return exceeded("disk_bytes", disk.limit(), used, disk.refusal(used));
    }

    private QuotaExceededException exceeded(String quota, long limit, long used, String what) {
        refused.increment();
        return new QuotaExceededException(
                descriptor.id(), quota, limit, used, "tenant '" + descriptor.id() + "' " + what, null);
    }
}
