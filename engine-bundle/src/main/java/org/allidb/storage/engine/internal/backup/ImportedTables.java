package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.ExpiryTime;
import org.allidb.storage.engine.internal.tenant.TableMerge;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.vfs.Vfs;

/** Merges the tables of a tenant in a backup into one table of another: tables carry their tenant's generation. */
final class ImportedTables implements BackedUpPlatform.TableImport {

    private final PartsInUse parts;
    private final String codec;
    private final TableArchive archive;
    private final BackedUpTenant backup;
    private final BooleanSupplier closed;

    /**
     * Creates the import of a tenant in a backup.
     *
     * @param codec the block codec of the table to be
     * @param archive has the tables
     * @param backup the tenant in the backup
     * @param closed whether the backup directory is being closed
     */
    ImportedTables(
            PartsInUse parts, String codec, TableArchive archive, BackedUpTenant backup, BooleanSupplier closed) {
        this.parts = parts;
        this.codec = codec;
        this.archive = archive;
        this.backup = backup;
        this.closed = closed;
    }

    @Override
    public void into(VersionSet versions, BooleanSupplier cancelled) throws IOException {
        List<TableReader> opened = new ArrayList<>();
        try {
            List<MergeJob.Input> inputs = new ArrayList<>();
            Vfs files = archive.filesOf(backup.tenant());
            for (AddedTable table : backup.tables().added()) {
                TableReader reader = archive.open(backup.tenant(), table.properties(), files);
                opened.add(reader);
                inputs.add(MergeJob.Input.of(
                        reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.BULK),
                        reader.rangeTombstones()));
            }
            TableMerge merge = new TableMerge(
                    parts, new ExpiryTime(parts.runtime().clock()), versions, codec, TableFiles.Space.HEADROOM);
            MergeResult result = merge.run(
                    inputs,
                    Long.MAX_VALUE,
                    new long[0],
                    MergeJob.PurgeRule.NEVER,
                    parts.throttler(),
                    () -> cancelled.getAsBoolean() || closed.getAsBoolean());
            versions.apply(
                    result.outputs(), 0, List.of(), before -> backup.tables().counters());
        } finally {
            opened.forEach(TableReader::close);
        }
    }
}
