package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.vfs.VfsFile;

/** A file whose growth is reserved at a meter before it is written. Thread-safe. */
final class MeteredFile implements VfsFile {

    private final VfsFile file;
    private final SpaceMeter meter;
    private final LongSupplier limit;

    /** The bytes of it that the meter counts: its size, or more after a failure. */
    @GuardedBy("this")
    private long counted;

    /** Whether it may be smaller than is counted. */
    @GuardedBy("this")
    private boolean doubtful;

    private MeteredFile(VfsFile file, SpaceMeter meter, LongSupplier limit, long size) {
        this.file = file;
        this.meter = meter;
        this.limit = limit;
        this.counted = size;
    }

    /** Meters a file, whose bytes are counted; closes it if that fails. */
    static MeteredFile of(VfsFile file, SpaceMeter meter, LongSupplier limit) throws IOException {
        try {
            return new MeteredFile(file, meter, limit, file.size());
        } catch (IOException | RuntimeException | Error e) {
            try {
                file.close();
            } catch (IOException | RuntimeException | Error again) {
                Failures.suppress(e, again);
            }
            throw e;
        }
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
        return file.read(position, target, offset, length);
    }

    @Override
    public synchronized void write(long position, byte[] source, int offset, int length) throws IOException {
        extend(position + length, () -> file.write(position, source, offset, length));
    }

    @Override
    public synchronized void writeZeros(long from, long to) throws IOException {
        extend(to, () -> file.writeZeros(from, to));
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void syncWritten() throws IOException {
        file.syncWritten();
    }

    @Override
    public synchronized void setSize(long newSize) throws IOException {
        reserve(newSize);
        change(() -> file.setSize(newSize));
        settle(newSize);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        try {
            settleDoubt();
        } finally {
            file.close();
        }
    }

    /** Writes up to an end that may be behind that of the file. Needs the monitor. */
    @GuardedBy("this")
    private void extend(long end, Change change) throws IOException {
        reserve(end);
        change(change);
    }

    /** Reserves what a file of a size takes beyond what is counted. Needs the monitor. */
    @GuardedBy("this")
    private void reserve(long size) throws IOException {
        settleDoubt();
        meter.reserve(size - counted, limit);
        counted = Math.max(counted, size);
    }

    @GuardedBy("this")
    private void change(Change change) throws IOException {
        try {
            change.run();
        } catch (IOException | RuntimeException | Error e) {
            doubtful = true;
            try {
                settleDoubt();
            } catch (IOException | RuntimeException | Error again) {
                // it is tried again with the next change and the close
                Failures.suppress(e, again);
            }
            throw e;
        }
    }

    /** Releases what a change that failed has reserved and not written. */
    private synchronized void settleDoubt() throws IOException {
        if (doubtful) {
            settle(file.size());
            doubtful = false;
        }
    }

    /** Counts a size that is no greater than what is counted. Needs the monitor. */
    @GuardedBy("this")
    private void settle(long size) {
        meter.release(counted - size);
        counted = size;
    }

    /** A change of the file. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }
}
