package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.disk.ShutFenceException;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.spi.wal.FailedLogException;

/** Converts the exceptions of parts to those that are thrown to callers. */
public final class StorageErrors {

    private StorageErrors() {}

    /** Converts a failure of one tenant. */
    public static StorageException of(TenantId tenant, String doing, Exception e) {
        return translate(Optional.of(tenant), "tenant '" + tenant + "': " + doing, e);
    }

    /** Converts a failure of the platform. */
    public static StorageException of(String doing, IOException e) {
        return translate(Optional.empty(), doing, e);
    }

    private static StorageException translate(Optional<TenantId> tenant, String doing, Exception e) {
        String message = doing + " failed: " + reason(e);
        return switch (e) {
            case Exception closed
            when ShutFenceException.isBehind(closed) ->
                new StoreClosedException(message + "; open the data directory again, then it can be repeated", e);
            case DamagedTableException damage -> new CorruptionException(damage.file(), damage.offset(), message, e);
            case DamagedLogException damage -> new CorruptionException(damage.file(), damage.offset(), message, e);
            case ComponentMissingException missing ->
                new ComponentMissingException(missing.component(), missing.name(), message);
            case FileLockedException locked -> new DirectoryInUseException(String.valueOf(locked.getMessage()), e);
            case NoSuchFileException missing ->
                new CorruptionException(
                        String.valueOf(missing.getFile()),
                        0,
                        doing + " failed: the file " + missing.getFile()
                                + " is missing; restore it, or the tenant, from a backup",
                        e);
            case NoSpaceException full
            when full.limit() == NoSpaceException.Limit.QUOTA && tenant.isPresent() ->
                new QuotaExceededException(tenant.get(), "disk_bytes", full.limitBytes(), full.usedBytes(), message, e);
            case NoSpaceException full ->
                new StorageIoException(message + "; free space on the device, then writes go on by themselves", e);
            case FailedLogException failed ->
                new StorageIoException(
                        message + "; nothing is acknowledged until the log is restarted, which happens by itself"
                                + " as soon as the disk takes writes again",
                        e);
            default -> new StorageIoException(message, e);
        };
    }

    /** Returns the reason in words: some errors of the operating system have a file's name for a message, or none. */
    private static String reason(Exception e) {
        return switch (e) {
            case AccessDeniedException denied ->
                "this user may not use " + denied.getFile() + "; change its permissions";
            case FileAlreadyExistsException existing -> existing.getFile() + " is there already";
            case FileSystemException silent when silent.getReason() == null -> silent.toString();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
