package org.allidb.storage.spi.tenant;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ConsumerType;

/** A provider of tenant guards. The built-in one is {@code quota}. */
@ConsumerType
public interface TenantGuardProvider extends Provider {

    /**
     * Opens the catalogue of a data directory, and creates it if there is none. Finishes drops that a crash cut short. Reads
     * no directory of a tenant.
     *
     * @param files the platform's file system; tenants live in its directory {@code tenants}, the catalogue beside it
     * @param options defaults and policies
     * @param runtime time and threads
     * @param events where soft limits and violations are reported
     * @return the guard
     * @throws IOException if the catalogue is damaged, of a newer format, or cannot be read or written; says which
     *     file and what to do
     */
    TenantGuard open(Vfs files, TenantOptions options, StorageRuntime runtime, EventSink events) throws IOException;

    /**
     * Reads the catalogue of a data directory and changes nothing; another process may be changing it.
     *
     * @param files the platform's file system
     * @return the tenants by id, as of the last change that was written
     * @throws org.allidb.storage.api.CorruptionException if the catalogue is damaged, or is being changed right now
     * @throws java.nio.file.NoSuchFileException if it was just replaced
     * @throws IOException if it cannot be read, or this guard has to write to know its tenants
     */
    default List<TenantDescriptor> read(Vfs files) throws IOException {
        throw new IOException("the tenant guard '" + name()
                + "' cannot tell the tenants of a directory that is open for" + " reading only");
    }

    /**
     * Adds up the sizes of a tenant's files and changes nothing; another process may be changing them.
     *
     * @param files the platform's file system
     * @param tenant one of {@link #read}
     * @return bytes
     * @throws IOException if its directory is missing or cannot be read, or this guard knows no sizes
     */
    default long diskBytes(Vfs files, TenantDescriptor tenant) throws IOException {
        throw new IOException("the tenant guard '" + name()
                + "' cannot tell the size of a tenant in a directory that is open for reading only");
    }
}
