package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.jspecify.annotations.Nullable;

/** A snapshot that is open. It ends once: its user closes it, or the platform ends it. Thread-safe. */
public final class OpenSnapshot {

    private final long sequence;
    private final Consumer<OpenSnapshot> closing;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Supplier<StorageException> reason;

    /** When it was first seen by {@link SnapshotRegistry#endOlder}, which alone uses it; 0 before. */
    long seenNanos;

    /**
     * Opens a snapshot.
     *
     * @param sequence what it shows
     * @param closing called once with it, when it is closed
     */
    OpenSnapshot(long sequence, Consumer<OpenSnapshot> closing) {
        this.sequence = sequence;
        this.closing = closing;
    }

    /** Returns the newest sequence that it shows. */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns the sequence for a read that has retained its sources. If the snapshot is open still, no merge that makes later
     * sources has dropped a version that it needs.
     *
     * @throws StorageException if the snapshot is closed, or the platform has ended it
     */
    public long readSequence() {
        checkOpen();
        return sequence;
    }

    /**
     * Checks that the snapshot is open.
     *
     * @throws StorageException if it is closed, or the platform has ended it
     */
    public void checkOpen() {
        if (closed.get()) {
            Supplier<StorageException> why = reason;
            throw why == null ? new StoreClosedException("this snapshot is closed; take another one") : why.get();
        }
    }

    /** Closes it for its user. Closing twice is allowed. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closing.accept(this);
        }
    }

    /**
     * Ends it for the platform.
     *
     * @param why makes the error that its user gets
     * @return whether it was open
     */
    boolean end(Supplier<StorageException> why) {
        reason = why;
        if (closed.compareAndSet(false, true)) {
            closing.accept(this);
            return true;
        }
        reason = null;
        return false;
    }
}
