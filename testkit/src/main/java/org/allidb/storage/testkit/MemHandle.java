package org.allidb.storage.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.VfsFile;

/** An open file. Thread-safe. */
final class MemHandle implements VfsFile {

    private final MemDevice device;

    @GuardedBy("device")
    private final MemFile file;

    private final boolean readOnly;
    /** How many failures of the file's syncs this handle has reported. */
    @GuardedBy("device")
    private int knownFailures;

    MemHandle(MemDevice device, MemFile file, boolean readOnly) {
        this.device = device;
        this.file = file;
        this.readOnly = readOnly;
        this.knownFailures = file.failures();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
        synchronized (device) {
            return file.read(position, target, offset, length);
        }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        checkWritable();
        synchronized (device) {
            int fitting = device.fitting(file, position, length);
            if (fitting > 0 || length == 0) {
                file.write(position, source, offset, fitting);
            }
            if (fitting < length) {
                throw new NoSpaceException(
                        "there is no space left on the device", new IOException("No space left on device"));
            }
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (device) {
            try {
                device.checkSync();
            } catch (IOException e) {
                file.failSync();
                knownFailures = file.failures();
                throw e;
            }
            if (knownFailures < file.failures()) {
                // each handle reports a failure, but only once
                knownFailures = file.failures();
                throw new IOException("Input/output error");
            }
            file.sync();
        }
    }

    @Override
    public void setSize(long size) throws IOException {
        checkWritable();
        synchronized (device) {
            file.setSize(size);
        }
    }

    @Override
    public long size() {
        synchronized (device) {
            return file.size();
        }
    }

    @Override
    public void close() {
        // nothing is held
    }

    private void checkWritable() throws IOException {
        if (readOnly) {
            throw new IOException("the file is open for reading only");
        }
    }
}
