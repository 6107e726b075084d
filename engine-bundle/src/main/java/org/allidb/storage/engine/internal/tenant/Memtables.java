package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/**
 * A tenant's memtables, the active one and the sealed ones, and the state that readers see of them and the tables.
 *
 * <ul>
 *   <li>{@link #writeLock} guards the memtables. Methods that are a step of a write are called under it, and say so by
 *       {@link GuardedBy}; all others take it themselves or need no lock.
 *   <li>A change makes first what can fail (a memtable of the provider, the state that readers see), and then takes effect
 *       as a whole. A change that fails has changed nothing.
 * </ul>
 */
final class Memtables {

    /** The tenant's write lock. {@link CommitPipeline} describes the order of what is done under it. */
    final ReentrantLock writeLock;

    private final OwnedLock ownedLock = new OwnedLock();

    private final TenantLife life;
    private final Source source;
    private final Supplier<Version> versions;
    private final LongConsumer heldByReaders;

    @GuardedBy("writeLock")
    private final MemtableAccount account;

    /** Oldest first; replaced, never changed. */
    @GuardedBy("writeLock")
    private List<FlushableMemtable> sealed = List.of();

    @GuardedBy("writeLock")
    private FlushableMemtable active;

    @GuardedBy("writeLock")
    private boolean discarded;

    @GuardedBy("writeLock")
    private long states;

    private volatile int sealedCount;
    private volatile long activeBytes;
    private volatile long memoryBytes;
    private volatile ReadState readState;

    /**
     * Makes one empty memtable.
     *
     * @param life whether the tenant is open
     * @param source makes memtables
     * @param versions acquires the tables as they are
     * @param heldByReaders receives the bytes of memory that only readers hold, negative when they are released
     * @param account of the memory
     * @param lastSequence the last sequence in the tables
     */
    Memtables(
            TenantLife life,
            Source source,
            Supplier<Version> versions,
            LongConsumer heldByReaders,
            MemtableAccount account,
            long lastSequence) {
        this.writeLock = ownedLock;
        this.life = life;
        this.source = source;
        this.versions = versions;
        this.heldByReaders = heldByReaders;
        this.account = account;
        this.active = newMemtable(lastSequence);
        this.readState = newReadState(active, sealed);
    }

    /** The memtable provider in use. */
    interface Source {

        /** Returns it. */
        MemtableProvider provider();

        /** Has a provider make a memtable. */
        Memtable create(MemtableProvider provider);
    }

    /** A lock that tells who has it. */
    private static final class OwnedLock extends ReentrantLock {

        private static final long serialVersionUID = 1L;

        List<Thread> owner() {
            Thread owner = getOwner();
            return owner == null ? List.of() : List.of(owner);
        }
    }

    /** Returns the thread that writes, if one does. */
    List<Thread> writer() {
        return ownedLock.owner();
    }

    /** Returns what readers see; it may be gone when they try to retain it. */
    ReadState readState() {
        return readState;
    }

    /** Returns the memory of the active memtable in bytes. */
    long activeBytes() {
        return activeBytes;
    }

    /** Returns the memory of all memtables that take writes or wait for their flush, in bytes. */
    long memoryBytes() {
        return memoryBytes;
    }

    int sealedCount() {
        return sealedCount;
    }

    /** Returns the memtable that takes writes. */
    @GuardedBy("writeLock")
    FlushableMemtable active() {
        assert writeLock.isHeldByCurrentThread();
        return active;
    }

    /** Returns whether the active memtable is to be sealed before the next write. */
    @GuardedBy("writeLock")
    boolean isFull() {
        return !active.isEmpty() && activeBytes >= account.limitOfActive();
    }

    /** Returns whether there is nothing to flush. */
    @GuardedBy("writeLock")
    boolean isEmpty() {
        return discarded || active.isEmpty() && sealed.isEmpty();
    }

    /** Seals the active memtable, also one whose only batch failed: the log has its sequences. A new one takes the writes. */
    @GuardedBy("writeLock")
    void seal() {
        assert writeLock.isHeldByCurrentThread();
        FlushableMemtable successor = newMemtable(active.newestSequence());
        List<FlushableMemtable> waiting = sealed;
        if (!active.isEmpty()) {
            waiting = new ArrayList<>(sealed);
            waiting.add(active);
        }
        switchTo(successor, List.copyOf(waiting));
    }

    /** Accounts for the memory of what was applied to the active memtable. */
    @GuardedBy("writeLock")
    void grown() {
        long bytes = active.memtable().memoryBytes();
        if (bytes != activeBytes) {
            activeBytes = bytes;
            reportMemory();
        }
    }

    /** Returns where the log ends that has what is in memory; 0 if that is nothing, or was replayed. */
    @GuardedBy("writeLock")
    long lastLogPosition() {
        // a memtable that was sealed leaves an empty one until the next write
        long ofSealed = FlushableMemtable.logPosition(sealed);
        return Math.max(ofSealed, active.logPosition());
    }

    /** Returns the memory to the budget of all tenants. Readers keep what they hold until they are ended. */
    @GuardedBy("writeLock")
    void close() {
        assert writeLock.isHeldByCurrentThread();
        account.close();
        sealed.forEach(FlushableMemtable::retire);
        active.retire();
    }

    /** Returns the sealed memtables, oldest first; immutable. */
    List<FlushableMemtable> sealed() {
        writeLock.lock();
        try {
            return sealed;
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns whether memtables hold rows that are in no table. */
    boolean hasRows() {
        writeLock.lock();
        try {
            return !isEmpty();
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns the bytes that the rows in memory have in the log; the greatest number while a thread writes. */
    long loggedBytes() {
        if (!writeLock.tryLock()) {
            return Long.MAX_VALUE;
        }
        try {
            return active.loggedBytes()
                    + sealed.stream().mapToLong(FlushableMemtable::loggedBytes).sum();
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns where the log ends that has all rows in memory; empty if it does not have them as they are in memory. */
    OptionalLong logPosition() {
        writeLock.lock();
        try {
            return active.isDamaged() || !sealed.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(active.logPosition());
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Seals what is in memory, so that it can be flushed. Does nothing if that is nothing, or if the tenant is closed.
     *
     * @return whether it was sealed
     */
    boolean sealActive() {
        writeLock.lock();
        try {
            if (life.isClosed() || active.isEmpty()) {
                return false;
            }
            seal();
            return true;
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Shows readers the tables as they are now, and no longer the memtables that are in them. Does nothing if the tenant is
     * closed.
     *
     * @return whether the tenant is open
     */
    boolean replaceByTables(List<FlushableMemtable> flushed) {
        writeLock.lock();
        try {
            if (life.isClosed()) {
                return false;
            }
            switchTo(
                    active,
                    sealed.stream()
                            .filter(memtable -> !flushed.contains(memtable))
                            .toList());
            return true;
        } finally {
            writeLock.unlock();
        }
    }

    /** Replaces an empty active memtable of another provider by one of the provider in use. */
    void adoptProvider() {
        writeLock.lock();
        try {
            if (!life.isClosed() && active.isEmpty() && active.provider() != source.provider()) {
                switchTo(newMemtable(active.newestSequence()), sealed);
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** Forgets the memtables of a dropped tenant, which takes no more writes. Readers keep what they hold. */
    void discard() {
        writeLock.lock();
        try {
            discarded = true;
            sealed.forEach(FlushableMemtable::retire);
            sealed = List.of();
            sealedCount = 0;
        } finally {
            writeLock.unlock();
        }
    }

    private FlushableMemtable newMemtable(long precedingSequence) {
        MemtableProvider provider = source.provider();
        return new FlushableMemtable(provider, source.create(provider), heldByReaders, precedingSequence);
    }

    @GuardedBy("writeLock")
    private void switchTo(FlushableMemtable newActive, List<FlushableMemtable> newSealed) {
        long newActiveBytes = newActive.memtable().memoryBytes();
        ReadState state = newReadState(newActive, newSealed);
        List<FlushableMemtable> gone = new ArrayList<>(sealed);
        gone.add(active);
        gone.remove(newActive);
        gone.removeAll(newSealed);
        ReadState before = readState;
        if (newActive != active) {
            active.sealed();
        }
        active = newActive;
        sealed = newSealed;
        sealedCount = newSealed.size();
        activeBytes = newActiveBytes;
        readState = state;
        before.release();
        gone.forEach(FlushableMemtable::retire);
        reportMemory();
    }

    @GuardedBy("writeLock")
    private ReadState newReadState(FlushableMemtable newest, List<FlushableMemtable> older) {
        List<ReadState.Held> newestFirst = new ArrayList<>();
        newestFirst.add(newest.held());
        older.reversed().forEach(memtable -> newestFirst.add(memtable.held()));
        Version tables = versions.get();
        try {
            return new ReadState(++states, newestFirst, tables, newest.limit());
        } catch (RuntimeException | Error e) {
            tables.release();
            throw e;
        }
    }

    @GuardedBy("writeLock")
    private void reportMemory() {
        long bytes = activeBytes;
        for (FlushableMemtable memtable : sealed) {
            bytes += memtable.memtable().memoryBytes();
        }
        memoryBytes = bytes;
        account.report(bytes);
    }
}
