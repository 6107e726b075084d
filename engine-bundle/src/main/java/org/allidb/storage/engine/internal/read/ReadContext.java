package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.allidb.storage.spi.entry.EntryRun;

/** What reads need of the tenant that they read from. */
public interface ReadContext {

    /**
     * Returns the sources now, retained for the caller.
     *
     * @throws StorageException if the tenant is closed, dropped or suspended
     */
    ReadState acquire();

    /** Returns the newest sequence that is visible; to be asked for after {@link #acquire()}. */
    long visibleSequence();

    /** Returns where scans have found nothing; to be asked after {@link #visibleSequence()}. */
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
     * Checks that a cursor may go on; waits, if the tenant reads more bytes than its quota allows.
     *
     * @throws StorageException if the tenant is closed, dropped or suspended, or would have to wait too long
     */
    default void admitNext() {
        checkUsable();
    }

    /** Counts the bytes of a row that was found, key and value. Waits for nothing. */
    default void found(long bytes) {
        // only where bytes are limited
    }

    /**
     * Counts a cursor.
     *
     * @throws StorageException if there are too many
     */
    void cursorOpened();

    /** Counts a cursor that was closed. */
    void cursorClosed();

    /** Counts entries that a scan has read into a run. May wait, if the tenant takes more than its share. */
    void scanned(EntryRun run, int entries);

    /** Returns the reads that stay open between the calls of their users. */
    OpenReads reads();

    /** Returns the watch for what callers open and forget to close. */
    LeakWatch leaks();

    /** Returns what refuses callers that work for another tenant. */
    RefusedAccess access();

    /** Returns the tenant. */
    TenantId id();

    /** Returns the wall time in milliseconds. */
    long nowMillis();

    /** Returns how long operations take. */
    OperationTimes times();

    /** Converts an internal failure to the exception that is thrown to the caller. */
    StorageException error(String doing, Exception e);

    /**
     * Converts what was thrown, if a part has thrown it that should not, to an exception that names the part.
     *
     * @return what the caller gets
     * @throws Error if it is one, and no part is known to have thrown it
     */
    RuntimeException thrown(String doing, Throwable failure);

    /** Converts what a read has thrown, of whichever kind, to the exception that is thrown to the caller. */
    default RuntimeException failed(String doing, Throwable failure) {
        return switch (failure) {
            case UncheckedIOException wrapped -> error(doing, Objects.requireNonNull(wrapped.getCause()));
            case IOException broken -> error(doing, broken);
            case ComponentMissingException missing -> error(doing, missing);
            default -> thrown(doing, failure);
        };
    }
}
