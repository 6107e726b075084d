package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits for a sync of the log and holds no thread. It is its own place in the queue, so that nothing has to be
 * allocated between the append and the end of the sync.
 */
public abstract class PendingSync {

    /** The next one in the queue; used by the queue alone. */
    @Nullable
    PendingSync next;

    private long position;

    /** Creates one that waits for nothing yet. */
    protected PendingSync() {}

    /** Says what it waits for. Called before it is handed to the log, once. */
    protected final void awaits(long logPosition) {
        position = logPosition;
    }

    /** Returns the position of the log that it waits for. */
    public final long position() {
        return position;
    }

    /** Called once when the position is on stable storage, without a lock. Must neither throw nor wait. */
    public abstract void synced();

    /** Called once, instead, when it is not known to be on stable storage, without a lock. Must neither throw nor wait. */
    public abstract void failed(IOException failure);
}
