package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
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
    private final BackupFiles backups;
    private final TableTransfer transfer;

    TableArchive(PartsInUse parts, BackupFiles backups, BackupTurns turns) {
        this.parts = parts;
        this.backups = backups;
        this.transfer = new TableTransfer(parts, "the backup", turns::checkOpen);
    }

    /** Brings a table in, by a link or as a synced copy, and reads all of it there. */
    void add(Vfs source, String name, TenantDescriptor tenant, TableProperties table) throws IOException {
        String target = BackupFiles.tableFile(tenant, table.tableId());
        transfer.bring(source, name, backups.files(), target);
        verify(tenant, table);
    }

    /** Opens a table of a backup; the caller closes it. */
    TableReader open(TenantDescriptor tenant, AddedTable table) throws IOException {
        TableProperties properties = table.properties();
        return parts.tableFormat()
                .open(
                        backups.files(),
                        BackupFiles.tableFile(tenant, properties.tableId()),
                        properties.tenantGeneration(),
                        properties.tableId());
    }

    /** Reads every byte of a table of a backup. */
    void verify(TenantDescriptor tenant, TableProperties table) throws IOException {
        try (TableReader reader = open(tenant, new AddedTable(table, 0))) {
            if (!BackupFiles.isSame(reader.properties(), BackupFiles.fingerprint(table))) {
                throw new DamagedTableException(
                        BackupFiles.tableFile(tenant, table.tableId()), 0, "it is not the table that the backup names");
            }
            reader.verify(transfer::pace);
        }
    }
}
