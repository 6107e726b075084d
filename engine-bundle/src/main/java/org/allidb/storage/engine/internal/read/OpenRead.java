package org.allidb.storage.engine.internal.read;

import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A read that stays open between the calls of its user and keeps sources meanwhile. It ends once: its user closes it, or the
 * platform ends it because the tenant is closed or its memory is needed.
 */
abstract class OpenRead {

    /** Neighbours in the list of {@link OpenReads}, under its lock. */
    @Nullable
    OpenRead previous;

    @Nullable
    OpenRead next;

    /** The stripe of the list that it is in; -1 if it is in none. */
    int stripe = -1;

    /** When the read was first seen by {@link OpenReads#endOlder}, which alone uses it; 0 before. */
    long seenNanos;

    private volatile @Nullable Supplier<StorageException> reason;

    /** Returns the sources that are kept now, or null. */
    abstract @Nullable ReadState state();

    /**
     * Ends the read for the platform. By any thread; a step that is under way on another one ends as if nothing had happened,
     * and the sources are released behind it.
     *
     * @param why makes the error that the user gets at the next call
     * @return what became of it
     */
    abstract Ending end(Supplier<StorageException> why);

    /** What became of a read that was to be ended. */
    enum Ending {
        /** Its sources are released. */
        RELEASED,
        /** They are released when the step is over that is under way. */
        PENDING,
        /** It had ended before. */
        TOO_LATE
    }

    /** Notes why the read ends; before it is ended. */
    final void endsBecause(Supplier<StorageException> why) {
        reason = why;
    }

    /** Returns whether the platform has ended the read, or is about to. */
    final boolean isEndedByPlatform() {
        return reason != null;
    }

    /** Returns why the platform has ended the read; a new error each time, with the stack of the thread that asks. */
    final StorageException ended() {
        Supplier<StorageException> why = reason;
        if (why == null) {
            throw new IllegalStateException("the read has not been ended");
        }
        return why.get();
    }
}
