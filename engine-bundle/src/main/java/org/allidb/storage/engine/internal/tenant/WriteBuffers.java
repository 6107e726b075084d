package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * A tenant's memtables: the active one and the sealed ones, the memory that they take, and the state that readers see of
 * them and the tables. Everything but {@link #readState}, {@link #activeBytes} and {@link #sealedCount} is called under the write lock.
 */
final class WriteBuffers {

    private final EngineServices services;
    private final TenantAccess access;
    private final Supplier<MemtableProvider> providers;
    private final Supplier<Version> versions;
    private final Deque<WriteBuffer> sealed = new ArrayDeque<>();
    private WriteBuffer active;
    private long reportedBytes;
    /** The number of sealed buffers. */
    private volatile int sealedCount;
    private volatile long activeBytes;
    private volatile ReadState readState;

    /**
     * One empty buffer.
     *
     * @param providers the memtable provider in use
     * @param versions acquires the tables as they are
     */
    WriteBuffers(
            EngineServices services,
            TenantAccess access,
            Supplier<MemtableProvider> providers,
            Supplier<Version> versions) {
        this.services = services;
        this.access = access;
        this.providers = providers;
        this.versions = versions;
        this.active = new WriteBuffer(providers.get());
        this.readState = new ReadState(memtables(), versions.get());
    }

    /** What readers see; may be gone when they try to retain it. */
    ReadState readState() {
        return readState;
    }

    /** The memory of the active memtable. */
    long activeBytes() {
        return activeBytes;
    }

    WriteBuffer active() {
        return active;
    }

    /** The sealed buffers, oldest first. */
    List<WriteBuffer> sealed() {
        return List.copyOf(sealed);
    }

    int sealedCount() {
        return sealedCount;
    }

    boolean isEmpty() {
        return active.isEmpty() && sealed.isEmpty();
    }

    /** Whether the active buffer is to be sealed before the next write. */
    boolean isFull() {
        long limit = Math.min(services.configuration().memtable().maxBytes(), services.budget().limitOfOne());
        long quota = access.descriptor().settings().quota().writeBufferBytes();
        return !active.isEmpty() && activeBytes >= (quota > 0 ? Math.min(limit, Math.max(1, quota / 2)) : limit);
    }

    /** Seals the active buffer; a new one takes the writes. */
    void seal() {
        sealed.addLast(active);
        active = new WriteBuffer(providers.get());
        activeBytes = active.memtable().memoryBytes();
        publish();
        reportMemory();
    }

    /** Takes note of what was applied to the active buffer. */
    void grown() {
        long bytes = active.memtable().memoryBytes();
        if (bytes != activeBytes) {
            activeBytes = bytes;
            reportMemory();
        }
    }

    /** Lets readers go to the tables as they are now, and no longer to buffers that are in them. */
    void replaceByTables(List<WriteBuffer> flushed) {
        sealed.removeAll(flushed);
        publish();
        reportMemory();
    }

    /** Makes an empty active buffer one of the provider in use. */
    void adoptProvider() {
        if (active.isEmpty() && active.provider() != providers.get()) {
            active = new WriteBuffer(providers.get());
            publish();
        }
    }

    /** Forgets what is in the buffers. Readers keep what they have. */
    void discard() {
        sealed.clear();
        sealedCount = 0;
        active = new WriteBuffer(providers.get());
    }

    /** Gives the memory back to the budget of all. */
    void close() {
        services.budget().add(-reportedBytes);
    }

    private void publish() {
        sealedCount = sealed.size();
        ReadState before = readState;
        readState = new ReadState(memtables(), versions.get());
        before.release();
    }

    private List<Memtable> memtables() {
        List<Memtable> newestFirst = new ArrayList<>();
        newestFirst.add(active.memtable());
        sealed.descendingIterator().forEachRemaining(buffer -> newestFirst.add(buffer.memtable()));
        return newestFirst;
    }

    private void reportMemory() {
        long bytes = activeBytes;
        for (WriteBuffer buffer : sealed) {
            bytes += buffer.memtable().memoryBytes();
        }
        if (bytes != reportedBytes) {
            long change = bytes - reportedBytes;
            reportedBytes = bytes;
            access.bufferBytes(bytes);
            services.budget().add(change);
        }
    }
}
