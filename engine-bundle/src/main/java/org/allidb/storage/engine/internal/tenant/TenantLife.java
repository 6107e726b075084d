package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.allidb.storage.engine.internal.providers.PartFailures;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * A tenant generation's life, and the errors that its callers get at its end. A tenant is open, or being dropped, and at
 * last closed; a drop that fails leads back, a close does not. Thread-safe.
 */
final class TenantLife {

    private static final Logger LOG = System.getLogger(TenantLife.class.getName());

    private final TenantAccess access;
    private final TenantId id;
    private final Culprits culprits;
    private final PartFailures failures;
    private final EventSink events;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Whether the tenant is being dropped, or was. */
    private volatile boolean dropping;

    TenantLife(TenantAccess access, ProviderRegistry providers, EventSink events) {
        this.access = access;
        this.id = access.descriptor().id();
        this.culprits = providers.culprits();
        this.failures = providers.failures();
        this.events = events;
    }

    /** Returns the tenant's file system and admission. */
    TenantAccess access() {
        return access;
    }

    /** Returns the tenant. */
    TenantId id() {
        return id;
    }

    boolean isClosed() {
        return closed.get();
    }

    boolean isDropping() {
        return dropping;
    }

    /**
     * Closes the tenant for all calls. An orderly close holds the write lock meanwhile, so that no write is between its
     * check and its end.
     *
     * @return whether it was open until now
     */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    /** Says that the tenant is being dropped, or that its drop has failed. */
    void dropping(boolean now) {
        dropping = now;
    }

    /**
     * Checks that the tenant is open.
     *
     * @throws StorageException if it is closed, with the guard's reason if the guard has one
     */
    void checkOpen() {
        if (closed.get()) {
            throw closedError();
        }
    }

    /**
     * Checks that the tenant is open and may be used.
     *
     * @throws StorageException if it is closed or suspended
     */
    void checkUsable() {
        checkOpen();
        access.admitRead(0);
    }

    /**
     * Checks that the tenant is open and takes writes, whatever its quotas say.
     *
     * @throws StorageException if it is closed or suspended
     */
    void checkTakesWrites() {
        checkOpen();
        access.checkTakesWrites();
    }

    /**
     * Checks that the tenant is open and not being dropped, so that what was seen of its files is all that there is.
     *
     * @throws TenantUnknownException if it is being dropped, or was
     */
    void checkThere() {
        if (dropping) {
            throw leaving();
        }
        checkOpen();
    }

    /** Returns the error of an operation that was cancelled because the tenant is being closed or dropped. */
    StorageException leaving() {
        return dropping
                ? new TenantUnknownException(id, "tenant '" + id + "' was dropped by another call meanwhile")
                : new StoreClosedException(
                        "the store of tenant '" + id + "' was closed meanwhile; open it again from the platform");
    }

    /** Returns the error of a call that comes after the close: the guard's if it refuses the tenant, such as after a drop. */
    StorageException closedError() {
        try {
            access.admitRead(0);
        } catch (StorageException e) {
            return e;
        }
        return new StoreClosedException("the store of tenant '" + id + "' is closed; open it again from the platform");
    }

    /**
     * Converts an internal failure to the exception that is thrown to the caller.
     *
     * @param doing what failed, for its message
     */
    StorageException error(String doing, Exception failure) {
        failures.countNamedIn(String.valueOf(failure.getMessage()));
        return dropping || isClosed() ? leaving() : StorageErrors.of(id, doing, failure);
    }

    /**
     * Converts what was thrown, if a part has thrown it that should not, so that the caller learns which part it is.
     *
     * @param doing what failed, for its message
     * @return what the caller gets
     */
    Throwable told(String doing, Throwable failure) {
        if (failure instanceof StorageException || failure instanceof OutOfMemoryError) {
            return failure;
        }
        return culprits.of(failure)
                .<Throwable>map(part -> error(doing, new IOException(part + " failed: " + failure, failure)))
                .orElse(failure);
    }

    /** Returns a failure as the exception that it is, or throws it as an error. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Reports a failure that no caller gets as an exception. */
    void reportFailure(String what, Throwable cause) {
        LOG.log(Level.DEBUG, "tenant '" + id + "': " + what, cause);
        boolean isSaid = what.contains(String.valueOf(cause.getMessage()));
        String message = isSaid ? what : what + " (" + cause.getMessage() + ")";
        events.report(StorageEvent.Type.FAILURE, Optional.of(id), message, Map.of());
    }
}
