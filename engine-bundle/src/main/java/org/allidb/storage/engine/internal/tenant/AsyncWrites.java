package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.engine.internal.tenant.WritePath.WriteMeters;
import org.jspecify.annotations.Nullable;

/** The writes of one tenant that hold no thread: their bytes in flight, and the lane in which they complete. Thread-safe. */
final class AsyncWrites {

    private final BytesInFlight inFlight;
    private final Completions completions;
    private final Completions.Lane lane = new Completions.Lane();
    private final WriteMeters meters;

    AsyncWrites(BytesInFlight inFlight, Completions completions, WriteMeters meters) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.meters = meters;
    }

    /** Creates the writes of a tenant that is being opened. */
    static AsyncWrites of(TenantLife life, TenantResources shared, WriteMeters meters) {
        BytesInFlight inFlight = new BytesInFlight(
                "tenant '" + life.id() + "'",
                life::isClosed,
                life::checkOpen,
                () -> shared.configuration().get().engine(),
                shared.parts().runtime().clock());
        return new AsyncWrites(inFlight, shared.threads().completions(), meters);
    }

    /**
     * Begins a write, when there is room for its bytes.
     *
     * @param batchBytes the bytes of the batch
     * @param timer measures it, or null
     * @throws org.allidb.storage.api.StorageException if it waited too long, or the tenant was closed meanwhile
     */
    AsyncWrite begin(long batchBytes, @Nullable WriteTimer timer) {
        long bytes = inFlight.acquire(batchBytes);
        try {
            return new AsyncWrite(this, bytes, timer);
        } catch (OutOfMemoryError e) {
            inFlight.release(bytes);
            throw e;
        }
    }

    /** Ends a write that has begun and was not committed. */
    void release(AsyncWrite write) {
        inFlight.release(write.bytes());
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
        inFlight.wakeAll();
    }

    /** Returns how long writers waited for room, in nanoseconds. */
    long waitedNanos() {
        return inFlight.waitedNanos();
    }
}
