package org.allidb.storage.engine.internal.read;

import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.OperationTimes;

/** What reads need of the tenant that they read from. */
public interface ReadContext {

    /**
     * The sources now, retained for the caller.
     *
     * @throws StorageException if the tenant is closed, dropped or suspended
     */
    ReadState acquire();

    /** The newest sequence that is visible; to be asked for after {@link #acquire()}. */
    long visibleSequence();

    /** Where scans have found nothing; to be asked after {@link #visibleSequence()}. */
    KnownGaps knownGaps();

    /**
     * Counts a read of rows against the tenant's quotas.
     *
     * @throws StorageException if it is refused
     */
    void admitRead(int rows);

    /**
     * Checks that the tenant can still be read.
     *
     * @throws StorageException if the tenant is closed, dropped or suspended
     */
    void checkUsable();

    /**
     * Counts a cursor.
     *
     * @throws StorageException if there are too many
     */
    void cursorOpened();

    /** Counts a cursor that was closed. */
    void cursorClosed();

    /** Returns the reads that stay open between the calls of their users. */
    OpenReads reads();

    /** Returns where what callers open is told that they forget to close. */
    LeakWatch leaks();

    /** Returns the tenant. */
    TenantId id();

    /** Wall time in milliseconds. */
    long nowMillis();

    /** How long operations take. */
    OperationTimes times();

    /** What a caller is told of an error. */
    StorageException error(String doing, Exception e);
}
