package org.allidb.storage.engine.internal.tenant;

import java.util.function.Supplier;
import org.allidb.storage.engine.internal.tenant.WritePath.WriteMeters;
import org.jspecify.annotations.Nullable;

/** The writes of one tenant that hold no thread: their bytes in flight, and the lane in which they complete. Thread-safe. */
final class AsyncWrites {

    private final Supplier<BytesInFlight> account;
    /** Null until the first write: many tenants have none. Made under the monitor. */
    private volatile @Nullable BytesInFlight inFlight;

    private final Completions completions;
    private final Completions.Lane lane = new Completions.Lane();
    private final WriteMeters meters;

    /**
     * Creates none.
     *
     * @param account makes the account of their bytes; called at most once
     */
    AsyncWrites(Supplier<BytesInFlight> account, Completions completions, WriteMeters meters) {
        this.account = account;
        this.completions = completions;
        this.meters = meters;
    }

    /** Creates the writes of a tenant that is being opened. */
    static AsyncWrites of(TenantLife life, TenantResources shared, WriteMeters meters) {
        return new AsyncWrites(
                () -> new BytesInFlight(
                        "tenant '" + life.id() + "'",
                        life::isClosed,
                        life::checkOpen,
                        () -> shared.configuration().get().engine(),
                        shared.parts().runtime().clock()),
                shared.threads().completions(),
                meters);
    }

    /**
     * Begins a write, when there is room for its bytes.
     *
     * @param batchBytes the bytes of the batch
     * @param timer measures it, or null
     * @throws org.allidb.storage.api.StorageException if it waited too long, or the tenant was closed meanwhile
     */
    AsyncWrite begin(long batchBytes, @Nullable WriteTimer timer) {
        BytesInFlight opened = opened();
        long bytes = opened.acquire(batchBytes);
        try {
            return new AsyncWrite(this, bytes, timer);
        } catch (OutOfMemoryError e) {
            opened.release(bytes);
            throw e;
        }
    }

    /** Ends a write that has begun and was not committed. */
    void release(AsyncWrite write) {
        opened().release(write.bytes());
    }

    private BytesInFlight opened() {
        BytesInFlight opened = inFlight;
        return opened == null ? open() : opened;
    }

    private synchronized BytesInFlight open() {
        BytesInFlight opened = inFlight;
        if (opened == null) {
            opened = account.get();
            inFlight = opened;
        }
        return opened;
    }

    /** Has a write complete that is durable and visible, or refused. */
    void ended(AsyncWrite write) {
        try {
            @Nullable Throwable error = write.error();
            WriteTimer timer = write.timer();
            if (error != null) {
                meters.refused(error);
                if (timer != null) {
                    timer.refused();
                }
            } else if (timer != null) {
                timer.ended();
            }
        } finally {
            // whatever becomes of the figures
            completions.add(lane, write);
        }
    }

    /** Has writers that wait for room look again, because the tenant was closed. */
    void wakeAll() {
        BytesInFlight opened = inFlight;
        if (opened != null) {
            opened.wakeAll();
        }
    }

    /** Returns how long writers waited for room, in nanoseconds. */
    long waitedNanos() {
        BytesInFlight opened = inFlight;
        return opened == null ? 0 : opened.waitedNanos();
    }
}
