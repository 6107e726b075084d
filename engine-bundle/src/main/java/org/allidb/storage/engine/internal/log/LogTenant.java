package org.allidb.storage.engine.internal.log;

import java.io.IOException;

/** A tenant as its commit log sees it. */
public interface LogTenant {

    /** Returns the tenant's generation. */
    long generation();

    /** Asks for a flush of everything in memory, because the tenant pins old segments. Returns at once. */
    void requestFlush();

    /**
     * Makes everything in memory durable in tables, because the log no longer can.
     *
     * @throws IOException if it fails
     */
    void rescue() throws IOException;

    /**
     * Keeps writers of the tenant out until {@link #resumeWrites()}.
     *
     * @param patienceNanos how long to wait for a write under way
     * @return whether they are kept out
     */
    boolean pauseWrites(long patienceNanos);

    /** Lets writers in again. */
    void resumeWrites();
}
