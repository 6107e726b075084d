package org.allidb.storage.tenant.internal;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.tenant.QuotaPolicy.Step;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/** The access to one open tenant. A few volatile reads and striped counters decide what the tenant may do. Thread-safe. */
final class QuotaAccess implements TenantAccess {

    /** The longest wait for a rate, in milliseconds, as in the configuration. */
    private static final long LONGEST_WAIT = 600_000;

    private final GuardServices services;
    private final Consumer<QuotaAccess> onClose;
    private final AtomicLong fileBytes;
    private final DiskQuota disk;
    private final DropState drop;
    private final RateLimiter operations;
    private final RateLimiter bytes;
    private final Vfs files;
    private final Vfs maintenanceFiles;
    private final Vfs admittedFiles;
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder rowsRead = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong cursors = new AtomicLong();
    private final AtomicLong snapshots = new AtomicLong();
    private final SoftLimit softCursors;
    private final SoftLimit softSnapshots;
    private final Object refreshing = new Object();
    private volatile TenantDescriptor descriptor;
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
        this.disk = new DiskQuota(
                fileBytes::get,
                new SpaceLadder(descriptor.id(), services),
                descriptor.settings().quota().diskBytes(),
                options);
        this.softCursors = new SoftLimit(descriptor.id(), services, "max_cursors", "open cursors");
        this.softSnapshots = new SoftLimit(descriptor.id(), services, "max_snapshots", "open snapshots");
        this.operations = new RateLimiter(services.clock());
        this.bytes = new RateLimiter(services.clock());
        SpaceMeter meter = new SpaceMeter(descriptor.id(), fileBytes, disk::update);
        this.files = new MeteredVfs(directory.files(), meter, disk::limit, drop::checkThere);
        this.maintenanceFiles = new MeteredVfs(directory.files(), meter, disk::maintenanceLimit, drop::checkThere);
        this.admittedFiles = new MeteredVfs(directory.files(), meter, () -> 0, drop::checkThere);
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
        if (bufferLimit > 0 && inserts && bufferBytes > 2 * bufferLimit) {
            throw exceeded(
                    "write_buffer_bytes",
                    bufferLimit,
                    bufferBytes,
                    "has " + Human.bytes(bufferBytes)
                            + " in memory that are not flushed yet, its write buffer quota is "
                            + Human.bytes(bufferLimit) + "; wait for the flush, or raise the quota");
        }
        if (quota.opsPerSecond() > 0) {
            limit(operations, rows, quota.opsPerSecond(), "ops_per_second", "rows a second");
        }
        if (quota.bytesPerSecond() > 0) {
            limit(bytes, writtenBytes, quota.bytesPerSecond(), "bytes_per_second", "bytes a second");
        }
        rowsWritten.add(rows);
        bytesWritten.add(writtenBytes);
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
        if (rows > 0 && disk.step() == Step.SUSPENDED) {
            throw diskExceeded();
        }
        long perSecond = tenant.settings().quota().opsPerSecond();
        if (perSecond > 0 && rows > 0) {
            limit(operations, rows, perSecond, "ops_per_second", "rows a second");
        }
        if (rows > 0) {
            rowsRead.add(rows);
        }
    }

    @Override
    public void cursorOpened() {
        int limit = descriptor.settings().quota().maxCursors();
        open(cursors, limit, "max_cursors", "cursors");
        softCursors.update(cursors.get(), limit, options);
    }

    @Override
    public void cursorClosed() {
        softCursors.update(
                cursors.decrementAndGet(), descriptor.settings().quota().maxCursors(), options);
    }

    @Override
    public void snapshotOpened() {
        int limit = descriptor.settings().quota().maxSnapshots();
        open(snapshots, limit, "max_snapshots", "snapshots");
        softSnapshots.update(snapshots.get(), limit, options);
    }

    @Override
    public void snapshotClosed() {
        softSnapshots.update(
                snapshots.decrementAndGet(), descriptor.settings().quota().maxSnapshots(), options);
    }

    @Override
    public void bufferBytes(long newBufferBytes) {
        disk.bufferBytes(newBufferBytes);
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
                disk.ownLimit(now.settings().quota().diskBytes());
            });
        }
        disk.update();
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

    private void limit(RateLimiter limiter, long units, long perSecond, String quota, String unit) {
        long wait = limiter.take(units, perSecond, 0);
        if (wait < 0) {
            long longest = services.policy().longestWaitMillis(QuotaUse.of(quota, units, perSecond, options));
            wait = limiter.take(units, perSecond, TimeUnit.MILLISECONDS.toNanos(Math.clamp(longest, 0, LONGEST_WAIT)));
        }
        if (wait < 0) {
            throw exceeded(
                    quota,
                    perSecond,
                    units,
                    "is over its " + perSecond + " " + unit + " and would have to wait "
                            + TimeUnit.NANOSECONDS.toMillis(-wait) + " ms; try again later, or raise the quota");
        }
        long until = services.clock().nanoTime() + wait;
        for (long left = wait; left > 0; left = until - services.clock().nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw exceeded(
                        quota, perSecond, units, "was waiting for its " + unit + " when the thread was interrupted");
            }
        }
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
        String remedy = switch (disk.step()) {
            case SUSPENDED -> "reads are refused, too, until it uses less; raise the quota";
            case NO_WRITES -> "raise the quota, or compact and delete rows";
            default -> "deletes are still accepted; delete rows and compact, or raise the quota";
        };
        return exceeded(
                "disk_bytes",
                disk.limit(),
                used,
                "uses " + Human.bytes(used) + " of its disk quota of " + Human.bytes(disk.limit()) + "; " + remedy);
    }

    private QuotaExceededException exceeded(String quota, long limit, long used, String what) {
        refused.increment();
        return new QuotaExceededException(
                descriptor.id(), quota, limit, used, "tenant '" + descriptor.id() + "' " + what, null);
    }
}
