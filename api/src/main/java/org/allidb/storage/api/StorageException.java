package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the storage throws. The message says what happened, to which tenant and file, and what to do. It never holds
 * bytes of keys or values, nor the name of another tenant.
 */
@ProviderType
public abstract sealed class StorageException extends RuntimeException
        permits ChangesLostException,
                ClusterUnavailableException,
                ComponentMissingException,
                ConditionFailedException,
                CorruptionException,
                DirectoryInUseException,
                IncompatibleFormatException,
                InvalidArgumentException,
                InvalidConfigurationException,
                OutcomeUnknownException,
                QuotaExceededException,
                ReadOnlyException,
                StalledException,
                StorageIoException,
                StoreClosedException,
                TenantExistsException,
                TenantKeyException,
                TenantSuspendedException,
                TenantUnknownException,
                WrongTenantException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * An error.
     *
     * @param message what happened, and what to do
     * @param cause what led to it
     */
    protected StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * An answer rather than a fault: it has no stack trace, which costs more than all else of it.
     *
     * @param message what happened, and what to do
     */
    protected StorageException(String message) {
        super(message, null, false, false);
    }
}
