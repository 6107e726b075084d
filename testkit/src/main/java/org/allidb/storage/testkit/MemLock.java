package org.allidb.storage.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import org.allidb.storage.spi.vfs.VfsLock;

/** A lock that is held until it is closed the first time. Thread-safe. */
final class MemLock implements VfsLock {

    private final MemDevice device;
    private final List<String> path;

    @GuardedBy("device")
    private boolean released;

    MemLock(MemDevice device, List<String> path) {
        this.device = device;
        this.path = path;
    }

    @Override
    public void close() {
        synchronized (device) {
            if (!released) {
                released = true;
                device.release(path);
            }
        }
    }
}
