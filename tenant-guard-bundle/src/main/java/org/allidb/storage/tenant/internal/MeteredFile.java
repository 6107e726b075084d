package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.allidb.storage.spi.vfs.VfsFile;

/** A file whose growth is reserved at a meter before it is written. Thread-safe. */
final class MeteredFile implements VfsFile {

    private final VfsFile file;
    private final SpaceMeter meter;
    private final LongSupplier limit;

    @GuardedBy("this")
    private long size;

    MeteredFile(VfsFile file, SpaceMeter meter, LongSupplier limit) throws IOException {
        this.file = file;
        this.meter = meter;
        this.limit = limit;
        this.size = file.size();
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
        long growth = newSize - size;
        meter.reserve(growth, limit);
        try {
            file.setSize(newSize);
            meter.release(-growth);
            size = newSize;
        } catch (IOException | RuntimeException | Error e) {
            settle(growth);
            throw e;
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Writes up to an end that may be behind that of the file. Needs the monitor. */
    @GuardedBy("this")
    private void extend(long end, Change change) throws IOException {
        long growth = end - size;
        meter.reserve(growth, limit);
        try {
            change.run();
            size = Math.max(size, end);
        } catch (IOException | RuntimeException | Error e) {
            settle(growth);
            throw e;
        }
    }

    /** Releases what a failed write has reserved and not written. Needs the monitor. */
    @GuardedBy("this")
    private void settle(long reserved) throws IOException {
        long actual = file.size();
        meter.release(Math.max(0, reserved) - (actual - size));
        size = actual;
    }

    /** A change of the file. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }
}
