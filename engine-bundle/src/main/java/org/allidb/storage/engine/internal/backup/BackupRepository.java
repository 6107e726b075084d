package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.backup.BackupTurns.Turn;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.VersionEdit;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/** An open backup directory. What may run beside what, {@link BackupTurns} says. */
public final class BackupRepository implements BackupDirectory {

    private static final Logger LOG = System.getLogger(BackupRepository.class.getName());

    private final StorageDirectory directory;
    private final String where;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;
    private final BackedUpPlatform platform;
    private final BackupFiles backups;
    private final TableArchive archive;
    private final BackupTurns turns;

    private BackupRepository(
            StorageDirectory directory,
            Path path,
            BackupFiles backups,
            BackedUpPlatform platform,
            TenantResources shared) {
        this.directory = directory;
        this.where = "the backup directory " + path;
        this.parts = shared.parts();
        this.configuration = shared.configuration();
        this.events = shared.observed().events();
        this.platform = platform;
        this.backups = backups;
        this.turns = new BackupTurns(where);
        this.archive = new TableArchive(shared, backups, turns);
    }

    /**
     * Opens the backups in a directory.
     *
     * @param directory the directory, locked; closed with the result, or at a failure
     * @param path its name for messages
     * @param platform the tenants that are backed up and restored
     * @param shared the parts in use, the configuration and the events
     * @throws IOException if the manifest of a backup is damaged or cannot be read
     */
    public static BackupRepository open(
            StorageDirectory directory, Path path, BackedUpPlatform platform, TenantResources shared)
            throws IOException {
        try {
            BackupFiles backups = BackupFiles.open(directory.files());
            return new BackupRepository(directory, path, backups, platform, shared);
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public BackupInfo create() {
        return create(platform.tenants().stream().map(TenantDescriptor::id).toList());
    }

    @Override
    public BackupInfo create(Collection<TenantId> tenants) {
        String doing = "a backup";
        try (Turn _ = turns.create(doing)) {
            try {
                return make(tenants);
            } catch (IOException | RuntimeException e) {
                sweepAfter(e);
                throw error(doing, e);
            }
        }
    }

    @Override
    public List<BackupInfo> list() {
        turns.checkOpen();
        return backups.manifests().stream().map(BackupManifest::info).toList();
    }

    @Override
    public void verify(long number) {
        String doing = "the check of backup " + number;
        try (Turn _ = turns.read(doing, number)) {
            for (BackedUpTenant tenant : backups.require(number).tenants()) {
                Vfs files = archive.filesOf(tenant.tenant());
                for (AddedTable table : tenant.tables().added()) {
                    archive.verify(tenant.tenant(), table.properties(), files);
                }
            }
        } catch (IOException e) {
            throw error(doing, e);
        }
    }

    @Override
    public void restore(long number, TenantId tenant, TenantId as) {
        try (Turn _ = turns.read("the restore of tenant '" + as + "'", number)) {
            BackupManifest manifest = backups.require(number);
            BackedUpTenant backedUp = manifest.tenants().stream()
                    .filter(candidate -> candidate.tenant().id().equals(tenant))
                    .findAny()
                    .orElseThrow(() -> new InvalidArgumentException("backup " + number + " has no tenant '" + tenant
                            + "'; it has "
                            + manifest.tenants().stream()
                                    .map(candidate -> candidate.tenant().id())
                                    .toList()));
            TenantSettings settings = backedUp.tenant().settings();
            String codec = configuration
                    .get()
                    .forTenant(settings.parameters())
                    .sstable()
                    .bottomCodec();
            platform.restore(as, settings, new ImportedTables(parts, codec, archive, backedUp, turns::isClosed));
            report("tenant '" + as + "' was restored from backup " + number + " in " + where);
        } catch (IOException e) {
            throw turns.isClosed()
                    ? closedMeanwhile("the restore of tenant '" + as + "'", e)
                    : StorageErrors.of(as, "restoring it from " + where, e);
        }
    }

    @Override
    public void delete(long number) {
        String doing = "deleting backup " + number;
        try (Turn _ = turns.delete(doing, number)) {
            backups.remove(number);
        } catch (IOException e) {
            throw error(doing, e);
        }
    }

    @Override
    public void close() {
        if (!turns.close()) {
            return;
        }
        long patience = configuration.get().engine().drainTimeoutMs();
        List<String> still = turns.awaitEnd(patience);
        if (!still.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "{0} is closed although these have not ended within {1} ms: {2}; a component or the disk does not"
                            + " answer. What they do from now on is refused",
                    where,
                    patience,
                    still);
        }
        try {
            directory.close();
        } catch (IOException e) {
            throw StorageErrors.of(where + ": closing it", e);
        }
    }

    private BackupInfo make(Collection<TenantId> tenants) throws IOException {
        long created = parts.runtime().clock().wallMillis();
        List<BackedUpTenant> captured = new ArrayList<>();
        for (TenantId tenant : new TreeSet<>(tenants)) {
            captured.add(capture(tenant));
        }
        BackupManifest manifest = new BackupManifest(backups.nextNumber(), created, captured);
        backups.add(manifest);
        report("backup " + manifest.number() + " of " + Human.count(captured.size(), "tenant") + " was made in "
                + where);
        return manifest.info();
    }

    private BackedUpTenant capture(TenantId id) throws IOException {
        try (TenantCheckpoint checkpoint = platform.checkpoint(id)) {
            Map<String, byte[]> known = backups.known();
            TenantDescriptor tenant = checkpoint.tenant();
            String tables = backups.createTableDirectory(tenant);
            // before the tables that need them
            backups.addKeys(tenant, checkpoint.keys());
            DurableNames.change(backups.files(), tables, () -> addMissing(checkpoint, known));
            return new BackedUpTenant(tenant, named(tenant, checkpoint.tables().asEdit()));
        } catch (TenantUnknownException e) {
            throw new TenantUnknownException(id, "there is no tenant '" + id + "' to back up, or it was just dropped");
        }
    }

    private static VersionEdit named(TenantDescriptor tenant, VersionEdit tables) {
        List<AddedTable> named = tables.added().stream()
                .map(table -> new AddedTable(BackupFiles.named(tenant, table.properties()), table.level()))
                .toList();
        return new VersionEdit(named, tables.removed(), tables.counters());
    }

    private void addMissing(TenantCheckpoint checkpoint, Map<String, byte[]> known) throws IOException {
        TenantDescriptor tenant = checkpoint.tenant();
        Vfs files = archive.filesOf(tenant);
        for (TableHandle table : checkpoint.tables().version().tables()) {
            turns.checkOpen();
            TableProperties properties = BackupFiles.named(tenant, table.properties());
            byte[] there = known.get(BackupFiles.tableFile(tenant, table.id()));
            if (there == null) {
                add(checkpoint, table.file(), table.properties(), files);
            } else if (!BackupFiles.isSame(properties, there)) {
                throw new InvalidArgumentException(where + " holds other tables of tenant '" + tenant.id()
                        + "': it has backups of a copy of this data directory. Use another backup directory");
            }
        }
    }

    private void add(TenantCheckpoint checkpoint, String file, TableProperties properties, Vfs files)
            throws IOException {
        try {
            archive.add(checkpoint, file, properties, files);
        } catch (NoSuchFileException e) {
            if (platform.tenants().stream()
                    .noneMatch(
                            there -> there.generation() == checkpoint.tenant().generation())) {
                throw new TenantUnknownException(checkpoint.tenant().id(), "it was dropped, and its files with it");
            }
            throw e;
        }
    }

    /** Tables of a backup that failed are of no use; what cannot be removed now goes at the next open. */
    private void sweepAfter(Exception failure) {
        try {
            backups.sweep();
        } catch (IOException e) {
            Failures.suppress(failure, e);
        }
    }

    private RuntimeException error(String doing, Exception e) {
        if (turns.isClosed() && !(e instanceof StoreClosedException)) {
            return closedMeanwhile(doing, e);
        }
        return e instanceof IOException failure
                ? StorageErrors.of(where + ": " + doing, failure)
                : (RuntimeException) e;
    }

    private StoreClosedException closedMeanwhile(String doing, Exception cause) {
        StoreClosedException told = new StoreClosedException(
                doing + " was ended: " + where + " was closed; open it again from the platform");
        told.addSuppressed(cause);
        return told;
    }

    private void report(String what) {
        events.report(StorageEvent.Type.LIFECYCLE, Optional.empty(), what, Map.of());
    }
}
