package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import org.allidb.storage.engine.internal.crypt.EncryptedVfs;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * Brings tables into a backup directory and reads them there. What it reads and writes is throttled, and ends when the
 * directory is closed.
 */
final class TableArchive {

    private final PartsInUse parts;
    private final Encryption encryption;
    private final BackupFiles backups;
    private final TableTransfer transfer;

    TableArchive(TenantResources shared, BackupFiles backups, BackupTurns turns) {
        this.parts = shared.parts();
        this.encryption = shared.encryption();
        this.backups = backups;
        this.transfer = new TableTransfer(shared.parts(), "the backup", turns::checkOpen);
    }

    /** Brings a table in as it is on disk, by a link or as a synced copy, and reads all of it there. */
    void add(TenantCheckpoint source, String name, TableProperties table, Vfs opened) throws IOException {
        String target = BackupFiles.tableFile(source.tenant(), table.tableId());
        transfer.bring(source.stored(), name, backups.files(), target);
        verify(source.tenant(), table, opened);
    }

    /**
     * Returns the backup directory as one can read the tables of a tenant in it.
     *
     * @throws org.allidb.storage.api.TenantKeyException if the tenant is encrypted, and a key cannot be had
     */
    Vfs filesOf(TenantDescriptor tenant) throws IOException {
        return tenant.settings().encrypted()
                ? new EncryptedVfs(
                        backups.files(),
                        encryption.keys(tenant, backups.files().in(BackupFiles.tableDirectory(tenant))))
                : backups.files();
    }

    /** Opens a table of a backup in files that {@link #filesOf} returned; the caller closes it. */
    TableReader open(TenantDescriptor tenant, TableProperties table, Vfs opened) throws IOException {
        return parts.tableFormat()
                .open(
                        opened,
                        BackupFiles.tableFile(tenant, table.tableId()),
                        table.tenantGeneration(),
                        table.tableId());
    }

    /** Reads every byte of a table of a backup. */
    void verify(TenantDescriptor tenant, TableProperties table, Vfs opened) throws IOException {
        try (TableReader reader = open(tenant, table, opened)) {
            TableProperties own = BackupFiles.named(tenant, reader.properties());
            if (!BackupFiles.isSame(own, BackupFiles.fingerprint(BackupFiles.named(tenant, table)))) {
                throw new DamagedTableException(
                        BackupFiles.tableFile(tenant, table.tableId()), 0, "it is not the table that the backup names");
            }
            reader.verify(transfer::pace);
        }
    }
}
