package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * Brings tables into a backup directory and reads them there. What it reads and writes is throttled, and ends when the
 * directory is closed.
 */
final class TableArchive {

    private static final int PIECE = 1 << 18;

    private final PartsInUse parts;
    private final BackupFiles backups;
    private final BackupTurns turns;

    TableArchive(PartsInUse parts, BackupFiles backups, BackupTurns turns) {
        this.parts = parts;
        this.backups = backups;
        this.turns = turns;
    }

    /** Brings a table in, by a link or as a synced copy, and reads all of it there. */
    void add(Vfs source, String name, TenantDescriptor tenant, TableProperties table) throws IOException {
        String target = BackupFiles.tableFile(tenant, table.tableId());
        if (!source.linkInto(name, backups.files(), target)) {
            copy(source, name, target);
        }
        verify(tenant, table);
    }

    /** Opens a table of a backup; the caller closes it. */
    TableReader open(TenantDescriptor tenant, AddedTable table) throws IOException {
        TableProperties properties = table.properties();
        return parts.tableFormat()
                .open(
                        backups.files(),
                        BackupFiles.tableFile(tenant, properties.tableId()),
                        tenant.generation(),
                        properties.tableId());
    }

    /** Reads every byte of a table of a backup. */
    void verify(TenantDescriptor tenant, TableProperties table) throws IOException {
        try (TableReader reader = open(tenant, new AddedTable(table, 0))) {
            if (!BackupFiles.isSame(reader.properties(), BackupFiles.fingerprint(table))) {
                throw new DamagedTableException(
                        BackupFiles.tableFile(tenant, table.tableId()), 0, "it is not the table that the backup names");
            }
            reader.verify(this::pace);
        }
    }

    private void copy(Vfs source, String name, String target) throws IOException {
        byte[] piece = new byte[PIECE];
        try (VfsFile from = source.openReadOnly(name);
                VfsFile to = backups.files().create(target)) {
            long position = 0;
            for (int read = from.read(0, piece, 0, PIECE); read > 0; read = from.read(position, piece, 0, PIECE)) {
                pace(read);
                to.write(position, piece, 0, read);
                position += read;
            }
            to.sync();
        }
    }

    private void pace(int bytes) throws IOException {
        turns.checkOpen();
        Throttler throttler = parts.throttler();
        try {
            for (int left = bytes; left > 0; left -= Throttler.MAX_REQUEST_BYTES) {
                throttler.acquire(Math.min(left, Throttler.MAX_REQUEST_BYTES), 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the backup was interrupted", e);
        }
    }
}
