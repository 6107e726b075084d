package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.TableMerge;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;

/** Merges the tables that one tenant has, or had, into one table of another: tables carry their tenant's generation. */
public final class ImportedTables implements BackedUpPlatform.TableImport {

    private final PartsInUse parts;
    private final String codec;
    private final List<Opening> tables;
    private final Counters counters;
    private final BooleanSupplier closed;

    /** A table that is still to be opened. */
    @FunctionalInterface
    private interface Opening {

        /** Opens it. */
        Opened open() throws IOException;
    }

    /**
     * A table that is open.
     *
     * @param reader reads it
     * @param end what is done when it was read
     */
    private record Opened(TableReader reader, Runnable end) {}

    private ImportedTables(
            PartsInUse parts, String codec, List<Opening> tables, Counters counters, BooleanSupplier closed) {
        this.parts = parts;
        this.codec = codec;
        this.tables = tables;
        this.counters = counters;
        this.closed = closed;
    }

    /**
     * Returns the tables of a tenant in a backup.
     *
     * @param codec the block codec of the table to be
     * @param closed whether the backup directory is being closed
     */
    static ImportedTables of(
            PartsInUse parts, String codec, TableArchive archive, BackedUpTenant backup, BooleanSupplier closed) {
        List<Opening> tables = backup.tables().added().stream()
                .<Opening>map(table -> () -> {
                    TableReader reader = archive.open(backup.tenant(), table);
                    return new Opened(reader, reader::close);
                })
                .toList();
        return new ImportedTables(parts, codec, tables, backup.tables().counters(), closed);
    }

    /**
     * Returns the tables of a tenant that is open.
     *
     * @param codec the block codec of the table to be
     * @param tables the tables, retained until they are imported
     */
    public static ImportedTables of(PartsInUse parts, String codec, VersionSet.Checkpoint tables) {
        List<Opening> all = tables.version().tables().stream()
                .<Opening>map(table -> () -> new Opened(table.reader(), () -> {}))
                .toList();
        return new ImportedTables(parts, codec, all, tables.counters(), () -> false);
    }

    @Override
    public void into(VersionSet versions, BooleanSupplier cancelled) throws IOException {
        List<Opened> opened = new ArrayList<>();
        try {
            List<MergeJob.Input> inputs = new ArrayList<>();
            for (Opening table : tables) {
                Opened open = table.open();
                opened.add(open);
                inputs.add(MergeJob.Input.of(
                        open.reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.BULK),
                        open.reader.rangeTombstones()));
            }
            TableMerge merge = new TableMerge(parts, versions, codec, TableFiles.Space.HEADROOM);
            MergeResult result = merge.run(
                    inputs,
                    Long.MAX_VALUE,
                    new long[0],
                    MergeJob.PurgeRule.NEVER,
                    parts.throttler(),
                    () -> cancelled.getAsBoolean() || closed.getAsBoolean());
            versions.apply(result.outputs(), 0, List.of(), before -> counters);
        } finally {
            opened.forEach(table -> table.end.run());
        }
    }
}
