package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The storage platform: a data directory with its tenants. In a container it is a service; a plain Java program opens
 * it. Thread-safe.
 *
 * <p>One process at a time has a data directory open for writing. Closing the platform loses nothing that was acknowledged.
 */
@ProviderType
public interface StoragePlatform extends AutoCloseable {

    /**
     * Opens a data directory with the default configuration, creating it if it is missing. Throws what
     * {@link StoragePlatformBuilder#open} does.
     *
     * @param directory the data directory
     * @return the platform
     */
    static StoragePlatform open(Path directory) {
        return builder(directory).open();
    }

    /**
     * Opens a data directory for reading only, with the default configuration. It serves for reports beside a process
     * that writes to it. It also reads directories that cannot be written, such as a read-only mount or a snapshot of a
     * volume. Takes no lock and writes nothing; any number of readers can be open beside one writer.
     *
     * <ul>
     *   <li>{@link #open(TenantId)} reads a tenant as of one moment: every batch that was acknowledged before the call
     *       began, a batch as a whole or not at all, no batch without those before it, possibly some that are not
     *       acknowledged yet. It stays so until the handle is closed; to see what came later, open the tenant again.
     *       Different tenants are of different moments.
     *   <li>Each call of it reads the log, and keeps in memory what the log has of the tenant beyond its tables: up to
     *       {@code wal.max_total_mb} of a writer that was killed, next to nothing of one that was closed.
     *   <li>Files that the writer deletes meanwhile stay readable until the handle is closed; their space is free then.
     *   <li>Everything that would change something throws {@link ReadOnlyException}.
     *   <li>The writer must be on the same machine: file systems of a network show writes late and in parts.
     * </ul>
     *
     * @param directory the data directory
     * @return the platform
     * @throws InvalidArgumentException if there is no such directory
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     * @throws CorruptionException if the catalogue is damaged
     * @throws ComponentMissingException if no engine or one of its components is not on the class path or module path
     */
    static StoragePlatform openReadOnly(Path directory) {
        return builder(directory).openReadOnly();
    }

    /**
     * {@return a builder, to open a data directory with anything but the defaults}
     *
     * @param directory the data directory
     */
    static StoragePlatformBuilder builder(Path directory) {
        return new StoragePlatformBuilder(directory);
    }

    /**
     * Opens a tenant that exists.
     *
     * @param id its id
     * @return a handle; to be closed
     * @throws TenantUnknownException if there is none of that id
     * @throws TenantSuspendedException if it is suspended
     */
    TenantStore open(TenantId id);

    /**
     * Opens a tenant, creating it with default settings if there is none of that id.
     *
     * @param id its id
     * @return a handle; to be closed
     */
    TenantStore openOrCreate(TenantId id);

    /**
     * Creates a tenant and opens it. If it is created and cannot be opened, it is there, to be opened or dropped later.
     *
     * @param id its id
     * @param settings its settings
     * @return a handle; to be closed
     * @throws TenantExistsException if there is one of that id
     */
    TenantStore create(TenantId id, TenantSettings settings);

    /**
     * Changes a tenant's settings; quotas are in force at once.
     *
     * @param id its id
     * @param settings the new settings
     */
    void update(TenantId id, TenantSettings settings);

    /**
     * Suspends a tenant: every operation on it is refused until it is resumed; its data stays.
     *
     * @param id its id
     */
    default void suspend(TenantId id) {
        suspend(id, Suspension.Mode.CLOSED, "a program");
    }

    /**
     * Suspends a tenant until it is resumed, also over restarts; its data stays. One that is suspended already is suspended in the
     * new mode. What is refused is refused with a {@link TenantSuspendedException} that says who has suspended the tenant, and how to
     * resume it. Writes that were under way complete.
     *
     * @param id its id
     * @param mode what it refuses from now on
     * @param by who suspends it, for messages: a person, a program, a reason
     * @throws InvalidArgumentException if {@code by} is empty, too long, or has control characters
     */
    void suspend(TenantId id, Suspension.Mode mode, String by);

    /**
     * Resumes a suspended tenant. Does nothing if it is not suspended.
     *
     * @param id its id
     */
    void resume(TenantId id);

    /**
     * Drops a tenant with all its data, durably. Open handles of it refuse every operation from then on.
     *
     * @param id its id
     */
    void drop(TenantId id);

    /**
     * Makes a tenant of the rows that another one has at this moment, with its settings, their timestamps and their times to live.
     * The copy is complete, and there at once, or not at all, also after a crash. Nothing that is done to one of the two changes the
     * other. Their tables are the same files until merges write new ones, where the file system has hard links; each of the two has
     * all of them in its quota.
     *
     * @param source the tenant that is copied; it may be suspended, and takes writes meanwhile
     * @param copy the id of the new tenant
     * @throws TenantUnknownException if there is none of the source's id
     * @throws TenantExistsException if there is one of the copy's id
     */
    void copy(TenantId source, TenantId copy);

    /**
     * Returns how a tenant is encrypted. Opens the tenant.
     *
     * @param id its id
     * @return a snapshot
     * @throws TenantUnknownException if there is none of that id
     * @throws TenantKeyException if its key cannot be had
     */
    TenantEncryption encryption(TenantId id);

    /**
     * Gives an encrypted tenant a new key, wrapped by the master key that is configured now; earlier keys that are still needed are
     * wrapped by that one too. New tables, the manifest and new records of the log are encrypted with the new key when this returns.
     * Merges rewrite the tables of earlier keys, and {@link TenantStore#compact()} does so at once. A key that nothing needs any
     * more is deleted.
     *
     * @param id its id
     * @return what there is then
     * @throws TenantUnknownException if there is none of that id
     * @throws TenantKeyException if a key cannot be wrapped; nothing has changed then
     * @throws InvalidArgumentException if the tenant is not encrypted
     */
    TenantEncryption rotateKey(TenantId id);

    /**
     * Moves a tenant to another data directory while it is used, or finishes a move that was cut off. Its tables are copied beside
     * its writers, paced by {@code compaction.max_bandwidth_mbps} of both platforms. At the end its writers wait, for a second at
     * most as long as the disks answer; if that is not enough, they continue, and so does the move. Then the tenant is used in the
     * other data directory, with all its rows, settings and its suspension, and this one drops it.
     *
     * <ul>
     *   <li>At no time do both take writes, and always one has all rows, also after a crash of the process or the machine.
     *   <li>Writes that wait at the end, and later ones, are refused with a {@link TenantSuspendedException} or a
     *       {@link TenantUnknownException} that says that the tenant was moved. Handles do not follow it: open it there.
     *   <li>After a crash or a failure at the end both may have the tenant, and this one refuses writes. Then the same call finishes
     *       the move, and {@link #abandonMove} undoes it.
     *   <li>An interrupt of the thread, a drop of the tenant and a close of one of the platforms end the move.
     * </ul>
     *
     * @param id its id
     * @param target another platform of this process, that of {@link #openBeside} for example
     * @throws TenantUnknownException if there is none of that id
     * @throws TenantExistsException if the target has one of that id
     * @throws InvalidArgumentException if the target is this platform, one that is open for reading only, or not the one that the
     *     move was begun with
     */
    void move(TenantId id, StoragePlatform target);

    /**
     * Undoes a move that was cut off: the tenant is used here as before, and the target drops what it has of it.
     *
     * @param id its id
     * @param target the data directory that the move was begun with
     * @throws InvalidArgumentException if there is no such move, or the target has the tenant in use already
     */
    void abandonMove(TenantId id, StoragePlatform target);

    /**
     * Opens another data directory, or creates it, with the parts and the configuration of this platform, but no declared tenants.
     *
     * @param directory the data directory
     * @return the platform, to be closed before this one
     * @throws DirectoryInUseException if it is open already
     */
    StoragePlatform openBeside(Path directory);

    /** {@return the tenants, by id} */
    List<TenantInfo> tenants();

    /**
     * {@return what the catalogue has of a tenant, which is not opened; empty if there is none}
     *
     * @param id the tenant
     */
    Optional<TenantInfo> tenant(TenantId id);

    /**
     * Returns what a tenant uses. Opens nothing: of one that is not open the sizes of its files are added up, and what counts
     * since it was opened is 0. Rows that only a log has are not in its files.
     *
     * @param id its id; it may be suspended
     * @return a snapshot
     * @throws TenantUnknownException if there is none of that id
     */
    TenantUsage usage(TenantId id);

    /**
     * {@return the figures of the tenants that are open, by tenant, in a map of the caller's} Opens none; of ten thousand tenants it
     * takes milliseconds. Figures that count begin again at 0 when a tenant is opened again.
     */
    Map<TenantId, TenantStatistics> openTenantStatistics();

    /**
     * Reads and verifies every table of a tenant now, whatever {@code scrub} in the configuration says; paced by
     * {@code compaction.max_bandwidth_mbps} alone. Damage is reported as an event too.
     *
     * @param id its id; it may be suspended
     * @return what was found
     * @throws TenantUnknownException if there is none of that id
     */
    ScrubReport scrub(TenantId id);

    /** {@return the replaceable parts, a live view} */
    Components components();

    /** {@return the cluster that this is a node of; empty if it is alone} */
    Optional<Cluster> cluster();

    /** {@return the configuration that was accepted last; what of it needs a restart is not in force before one} */
    StorageConfiguration configuration();

    /**
     * Puts a configuration in force: live parameters at once, the others when the data directory is opened next. Until then
     * the platform continues with the values that it was opened with.
     *
     * @param configuration the new configuration
     * @return paths of the parameters that changed and need a restart
     * @throws ComponentMissingException if it names a provider that is not installed; nothing has changed then
     */
    List<String> configure(StorageConfiguration configuration);

    /**
     * Flushes what the open tenants have in memory, suspended ones aside, many at a time. Others have all rows in tables or in the log.
     *
     * @throws StorageException if flushes failed: the first failure, the others as suppressed ones; the other tenants are flushed
     */
    void flush();

    /** {@return a snapshot of the counters} */
    PlatformStatistics statistics();

    /**
     * Subscribes to events.
     *
     * @param listener called in the order of events, on a thread of the platform's own
     * @return closes the subscription
     */
    Subscription subscribe(StorageEventListener listener);

    /**
     * Reports who was let in or kept out, as an event of type {@code ACCESS}; for what is between the storage and its clients.
     *
     * @param message one sentence without secrets, and without keys or values of rows
     */
    void reportAccess(String message);

    /**
     * Tries a compaction strategy with a history of writes, without files: no data is touched. The strategy runs on the calling
     * thread.
     *
     * @param strategy the name of an installed strategy
     * @param history what is written
     * @param options the parameters of the strategy
     * @return what it made of the history
     * @throws ComponentMissingException if there is no such strategy
     * @throws InvalidArgumentException if it fails, proposes what cannot be done, or comes to no end
     */
    CompactionSimulation simulateCompaction(String strategy, WriteHistory history, CompactionOptions options);

    /**
     * Opens a directory of backups, creating it if it is missing.
     *
     * @param directory any directory but one of data
     * @return the backups; to be closed
     * @throws DirectoryInUseException if it is open already
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     */
    BackupDirectory backups(Path directory);

    /**
     * Opens a directory of backups that is there already; creates nothing.
     *
     * @param directory the directory
     * @return the backups; to be closed
     * @throws InvalidArgumentException if there is no such directory, or no backup was ever made in it
     * @throws DirectoryInUseException if it is open already
     * @throws IncompatibleFormatException if a newer version wrote it, or it is something else
     */
    BackupDirectory existingBackups(Path directory);

    /**
     * Closes all tenants and releases the data directory. What is in memory is flushed, many tenants at a time, so that
     * the next open has nothing to replay. It ends within {@code engine.drain_timeout_ms}, whatever a plug-in does: what is
     * in no table by then stays in the log, which the next open replays. Operations that run meanwhile end normally or with
     * {@link StoreClosedException}; none hangs but inside of a plug-in. Closing twice is allowed. In a container all
     * clients share the platform: there this does nothing, and the stop of the engine's bundle closes it.
     *
     * @throws StorageIoException if a part could not be closed, or the directory stays locked because a call of the disk
     *     hangs; nothing that was acknowledged is lost
     */
    @Override
    void close();
}
