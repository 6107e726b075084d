package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * A tenant's memtables: the active one and the sealed ones, the memory that they take, and the state that readers see of
 * them and the tables. Everything but {@link #readState}, {@link #activeBytes} and {@link #sealedCount} is called under the
 * write lock.
 *
 * <p>A change makes first what can fail (a memtable of the provider, the state that readers see), and then takes effect as a
 * whole: one that fails has changed nothing.
 */
final class WriteBuffers {

    private final EngineServices services;
    private final TenantAccess access;
    private final Supplier<MemtableProvider> providers;
    private final Supplier<Version> versions;
    private final ReaderMemory readerMemory;
    /** Oldest first; replaced, never changed. */
    private List<WriteBuffer> sealed = List.of();
    private WriteBuffer active;
    private boolean discarded;
    private long reportedBytes;
    /** The number of sealed buffers. */
    private volatile int sealedCount;
    private long states;
    private volatile long activeBytes;
    private volatile ReadState readState;

    /**
     * One empty buffer.
     *
     * @param providers the memtable provider in use
     * @param versions acquires the tables as they are
     * @param readerMemory is told of what only readers keep
     */
    WriteBuffers(
            EngineServices services,
            TenantAccess access,
            Supplier<MemtableProvider> providers,
            Supplier<Version> versions,
            ReaderMemory readerMemory) {
        this.services = services;
        this.access = access;
        this.providers = providers;
        this.versions = versions;
        this.readerMemory = readerMemory;
        this.active = newBuffer();
        this.readState = newReadState(active, sealed);
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

    /** The sealed buffers, oldest first; immutable. */
    List<WriteBuffer> sealed() {
        return sealed;
    }

    int sealedCount() {
        return sealedCount;
    }

    boolean isEmpty() {
        return discarded || active.isEmpty() && sealed.isEmpty();
    }

    /** Whether the active buffer is to be sealed before the next write. */
    boolean isFull() {
        long limit = Math.min(services.configuration().memtable().maxBytes(), services.budget().limitOfOne());
        long quota = access.descriptor().settings().quota().writeBufferBytes();
        return !active.isEmpty() && activeBytes >= (quota > 0 ? Math.min(limit, Math.max(1, quota / 2)) : limit);
    }

    /** Seals the active buffer; a new one takes the writes. One without a whole batch is not worth a flush and goes. */
    void seal() {
        WriteBuffer successor = newBuffer();
        List<WriteBuffer> waiting = sealed;
        if (!active.isEmpty()) {
            waiting = new ArrayList<>(sealed);
            waiting.add(active);
        }
        switchTo(successor, List.copyOf(waiting));
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
        switchTo(active, sealed.stream().filter(buffer -> !flushed.contains(buffer)).toList());
    }

    /** Makes an empty active buffer one of the provider in use. */
    void adoptProvider() {
        if (active.isEmpty() && active.provider() != providers.get()) {
            switchTo(newBuffer(), sealed);
        }
    }

    /** Forgets what is in the buffers of a tenant that takes no more writes. Readers keep what they have. */
    void discard() {
        discarded = true;
        sealed.forEach(WriteBuffer::retire);
        sealed = List.of();
        sealedCount = 0;
    }

    /** Gives the memory back to the budget of all. Readers keep what they have until they are ended. */
    void close() {
        services.budget().add(-reportedBytes);
        sealed.forEach(WriteBuffer::retire);
        active.retire();
    }

    private WriteBuffer newBuffer() {
        return new WriteBuffer(providers.get(), readerMemory::add);
    }

    private void switchTo(WriteBuffer newActive, List<WriteBuffer> newSealed) {
        long newActiveBytes = newActive.memtable().memoryBytes();
        ReadState state = newReadState(newActive, newSealed);
        List<WriteBuffer> gone = new ArrayList<>(sealed);
        gone.add(active);
        gone.remove(newActive);
        gone.removeAll(newSealed);
        ReadState before = readState;
        active = newActive;
        sealed = newSealed;
        sealedCount = newSealed.size();
        activeBytes = newActiveBytes;
        readState = state;
        before.release();
        gone.forEach(WriteBuffer::retire);
        reportMemory();
    }

    private ReadState newReadState(WriteBuffer newest, List<WriteBuffer> older) {
        List<ReadState.Held> newestFirst = new ArrayList<>();
        newestFirst.add(newest.held());
        older.reversed().forEach(buffer -> newestFirst.add(buffer.held()));
        Version tables = versions.get();
        try {
            return new ReadState(++states, newestFirst, tables, newest.limit());
        } catch (RuntimeException | Error e) {
            tables.release();
            throw e;
        }
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
