package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.event.StorageEvent;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.text.Human;

/** An open backup directory. One operation at a time. */
public final class BackupRepository implements BackupDirectory {

    private final StorageDirectory directory;
    private final String where;
    private final EngineServices services;
    private final BackedUpPlatform platform;
    private final BackupFiles backups;
    private final TableArchive archive;
    private boolean closed;

    private BackupRepository(
            StorageDirectory directory,
            String where,
            EngineServices services,
            BackedUpPlatform platform,
            BackupFiles backups) {
        this.directory = directory;
        this.where = where;
        this.services = services;
        this.platform = platform;
        this.backups = backups;
        this.archive = new TableArchive(services, backups);
    }

    /**
     * Opens the backups in a directory.
     *
     * @param directory the directory, locked; closed with the result, or at a failure
     * @param path its name for messages
     * @throws IOException if the manifest of a backup is damaged or cannot be read
     */
    public static BackupRepository open(
            StorageDirectory directory, Path path, EngineServices services, BackedUpPlatform platform)
            throws IOException {
        try {
            BackupFiles backups = BackupFiles.open(directory.files());
            return new BackupRepository(
                    directory, "the backup directory " + path, services, platform, backups);
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
    public synchronized BackupInfo create(Collection<TenantId> tenants) {
        checkOpen();
        try {
            long created = services.runtime().clock().wallMillis();
            List<BackedUpTenant> captured = new ArrayList<>();
            for (TenantId tenant : new TreeSet<>(tenants)) {
                captured.add(capture(tenant));
            }
            BackupManifest manifest = new BackupManifest(backups.nextNumber(), created, captured);
            backups.add(manifest);
            report("backup " + manifest.number() + " of " + Human.count(captured.size(), "tenant") + " was made in " + where);
            return manifest.info();
        } catch (IOException | RuntimeException e) {
            sweepAfter(e);
            throw e instanceof IOException failure ? error("a backup", failure) : (RuntimeException) e;
        }
    }

    @Override
    public synchronized List<BackupInfo> list() {
        checkOpen();
        return backups.manifests().stream().map(BackupManifest::info).toList();
    }

    @Override
    public synchronized void verify(long number) {
        checkOpen();
        try {
            for (BackedUpTenant tenant : backups.require(number).tenants()) {
                for (AddedTable table : tenant.tables().added()) {
                    archive.verify(tenant.tenant(), table.properties());
                }
            }
        } catch (IOException e) {
            throw error("the check of backup " + number, e);
        }
    }

    @Override
    public synchronized void restore(long number, TenantId tenant, TenantId as) {
        checkOpen();
        BackupManifest manifest = backups.require(number);
        BackedUpTenant backedUp = manifest.tenants().stream()
                .filter(candidate -> candidate.tenant().id().equals(tenant))
                .findAny()
                .orElseThrow(() -> new InvalidArgumentException("backup " + number + " has no tenant '" + tenant
                        + "'; it has " + manifest.tenants().stream()
                                .map(candidate -> candidate.tenant().id())
                                .toList()));
        try {
            platform.restore(
                    as, backedUp.tenant().settings(), new RestoredTables(services, archive, backedUp));
            report("tenant '" + as + "' was restored from backup " + number + " in " + where);
        } catch (IOException e) {
            throw StorageErrors.of(as, "restoring it from " + where, e);
        }
    }

    @Override
    public synchronized void delete(long number) {
        checkOpen();
        try {
            backups.remove(number);
        } catch (IOException e) {
            throw error("deleting backup " + number, e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                directory.close();
            } catch (IOException e) {
                throw error("closing it", e);
            }
        }
    }

    private BackedUpTenant capture(TenantId id) throws IOException {
        try (TenantCheckpoint checkpoint = platform.checkpoint(id)) {
            Map<String, byte[]> known = backups.known();
            TenantDescriptor tenant = checkpoint.tenant();
            String tables = backups.createTableDirectory(tenant);
            for (var table : checkpoint.tables().version().tables()) {
                TableProperties properties = table.properties();
                byte[] there = known.get(BackupFiles.tableFile(tenant, table.id()));
                if (there == null) {
                    add(checkpoint, table.file(), properties);
                } else if (!BackupFiles.isSame(properties, there)) {
                    throw new InvalidArgumentException(where + " holds other tables of tenant '" + id
                            + "': it has backups of a copy of this data directory. Use another backup directory");
                }
            }
            backups.files().syncDirectory(tables);
            return new BackedUpTenant(tenant, checkpoint.tables().asEdit());
        } catch (TenantUnknownException e) {
            throw new TenantUnknownException(id, "there is no tenant '" + id + "' to back up, or it was just dropped");
        }
    }

    private void add(TenantCheckpoint checkpoint, String file, TableProperties properties) throws IOException {
        try {
            archive.add(checkpoint.files(), file, checkpoint.tenant(), properties);
        } catch (NoSuchFileException e) {
            if (platform.tenants().stream().noneMatch(there -> there.generation() == checkpoint.tenant().generation())) {
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

    private RuntimeException error(String doing, IOException e) {
        return StorageErrors.of(where + ": " + doing, e);
    }

    private void report(String what) {
        services.events().report(StorageEvent.Type.LIFECYCLE, Optional.empty(), what, Map.of());
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException(where + " is closed; open it again from the platform");
        }
    }
}
