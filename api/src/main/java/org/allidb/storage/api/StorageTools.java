package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StorageToolsFactory;
import org.allidb.storage.api.config.StorageConfiguration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tools for the worst day, which work on a data directory that no process has open. Also the commands {@code allidb check},
 * {@code dump}, {@code repair} and {@code drop}. Thread-safe.
 *
 * <p>None of them loads a table or a log segment as a whole into memory.
 */
@ProviderType
public interface StorageTools {

    /**
     * Returns the tools, with the components that are on the class path or module path.
     *
     * @return the tools
     * @throws ComponentMissingException if there is no engine
     */
    static StorageTools load() {
        return load(StorageConfiguration.DEFAULTS, List.of());
    }

    /**
     * Returns the tools, with a configuration and components of the caller's.
     *
     * @param configuration names the components to use
     * @param providers components in addition to those that {@link ServiceLoader} finds
     * @return the tools
     * @throws ComponentMissingException if there is no engine
     */
    static StorageTools load(StorageConfiguration configuration, List<Provider> providers) {
        ServiceLookup lookup = new ServiceLookup(StorageTools.class);
        return lookup.last(loader -> ServiceLoader.load(StorageToolsFactory.class, loader))
                .orElseThrow(() -> lookup.missing("engine", "lsm", "allidb-storage-engine"))
                .create(configuration, providers);
    }

    /**
     * Reads every byte of every file of a data directory and checks every checksum, and what the files say of each
     * other. Continues after damage. Changes nothing but the file LOCK, which is held meanwhile. A directory that this
     * user may not write, or that is mounted read-only, is read without a lock and must have no writer meanwhile.
     *
     * @param directory the data directory
     * @param progress learns how far it is
     * @return everything that was found
     * @throws DirectoryInUseException if it is open, in this process or another
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     * @throws InvalidArgumentException if there is no such directory
     * @throws StorageIoException if the directory cannot be read or locked
     */
    CheckReport check(Path directory, ToolProgress progress);

    /**
     * Prints one file of a data directory so that a person can read it, as far as it is intact. Takes no lock: of a
     * directory in use it shows what is on disk at that moment.
     *
     * @param file the file
     * @param entries whether to print keys and values too, not only what is about them
     * @param lines receives the lines
     * @throws InvalidArgumentException if there is no such file, or it is none of the storage's
     * @throws StorageIoException if it cannot be read
     */
    void dump(Path file, boolean entries, Consumer<String> lines);

    /**
     * Saves what is intact into a new data directory. It has the same tenants with their settings, every version with
     * its timestamp, sequence and expiry, and all tombstones. An older version of a row whose newest version may have
     * been in a damaged place is left out, so that what was overwritten or deleted stays so. The new directory is
     * opened and checked before this returns.
     *
     * @param directory the damaged data directory, which is left as it is and must not be open
     * @param into the new one, which must be missing or empty
     * @param progress learns how far it is
     * @return what was saved, and what was not
     * @throws DirectoryInUseException if it is open, in this process or another
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     * @throws InvalidArgumentException if there is no such directory, or {@code into} is not empty or inside of it
     * @throws StorageIoException if a directory cannot be read or written
     */
    RepairReport repair(Path directory, Path into, ToolProgress progress);

    /**
     * Drops a tenant with all its data from a data directory that is not open, as {@link StoragePlatform#drop} does from an open one.
     * Neither its key nor the parts that its tables and logs need are asked for, and nothing is replayed: a tenant that
     * keeps the platform from opening can be dropped, too.
     *
     * <ul>
     *   <li>The tenant is gone, durably, when this returns, and its files are deleted. After a crash it is there or gone, and the next
     *       open deletes what is left of its files.
     *   <li>Its last rows may stay in segments of the log that tenants share, until the next open or the one after it releases
     *       them. They never come back.
     *   <li>A tenant that the configuration declares is created again, without rows, when the directory is opened.
     *   <li>If the directory has an audit trail, it records the drop.
     * </ul>
     *
     * @param directory the data directory
     * @param tenant the tenant's id
     * @throws DirectoryInUseException if it is open, in this process or another
     * @throws TenantUnknownException if there is none of that id
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     * @throws InvalidArgumentException if there is no such directory
     * @throws CorruptionException if the catalogue of tenants or the register of logs is damaged or missing
     * @throws StorageIoException if the directory cannot be read or written; the tenant may be there still: look, and repeat it
     */
    void dropTenant(Path directory, TenantId tenant);

    /**
     * Verifies the audit trail of a data directory, line by line. Takes no lock: the trail of a directory in use is verified up to
     * its end at that moment.
     *
     * @param directory the data directory
     * @param known the chain of a line that the trail must have, noted when it was verified before; empty if there is none
     * @return what it has, and what is wrong with it
     * @throws InvalidArgumentException if there is no such directory, or it has no audit trail
     * @throws StorageIoException if it cannot be read
     */
    AuditReport audit(Path directory, Optional<String> known);
}
