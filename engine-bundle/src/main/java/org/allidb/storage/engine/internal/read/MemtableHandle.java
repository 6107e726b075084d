package org.allidb.storage.engine.internal.read;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.allidb.storage.spi.memtable.Memtable;

/**
 * A memtable that is counted by the read states that hold it, and once by the writers. The writers release it, usually
 * after its flush. From then on its memory is held for readers alone, until the last one releases it, and an account
 * counts that. Thread-safe.
 */
public final class MemtableHandle {

    private final Memtable memtable;
    private final LongConsumer heldBytes;
    private final AtomicInteger references = new AtomicInteger(1);
    /** Written once, before the writers' reference is released. */
    private volatile long retiredBytes = -1;

    /**
     * Makes a handle with the writers' reference.
     *
     * @param memtable the memtable
     * @param heldBytes receives the bytes that are held for readers alone, and the same negated when they no longer are
     */
    public MemtableHandle(Memtable memtable, LongConsumer heldBytes) {
        this.memtable = memtable;
        this.heldBytes = heldBytes;
    }

    /** Returns the memtable. */
    public Memtable memtable() {
        return memtable;
    }

    /** Releases the writers' reference, once: the memtable is in tables, or of use to readers alone. */
    public void retire() {
        long bytes = memtable.memoryBytes();
        retiredBytes = bytes;
        heldBytes.accept(bytes);
        release();
    }

    /** Returns whether only readers hold the memtable. */
    boolean isRetired() {
        return retiredBytes >= 0;
    }

    /** Adds a reference; only while the caller knows of another one. */
    void retain() {
        int before = references.getAndIncrement();
        assert before > 0 : "a memtable came back to life";
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            heldBytes.accept(-retiredBytes);
        }
    }
}
