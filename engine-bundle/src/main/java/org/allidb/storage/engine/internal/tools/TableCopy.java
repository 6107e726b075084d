package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.engine.internal.value.RepairedTenantValue.Copied;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableWriter;

/** Writes entries into new tables of a tenant, each version as it is. */
final class TableCopy {

    private final VersionSet versions;
    private final HeldBack heldBack;
    private long entries;
    private long rangeTombstones;
    private int tables;

    TableCopy(VersionSet versions, HeldBack heldBack) {
        this.versions = versions;
        this.heldBack = heldBack;
    }

    /** Writes a table; empty if nothing was to be written. */
    Optional<TableProperties> write(RunCursor source, RangeTombstoneSet tombstones, String codec, long createdMillis)
            throws IOException {
        long id = versions.newTableId();
        long before = entries;
        try (TableWriter writer = versions.tableFiles().create(id, codec, createdMillis, TableFiles.Space.HEADROOM)) {
            EntryRun run = new EntryRun();
            while (source.fill(run, EntryRun.CAPACITY) > 0) {
                copy(run, writer);
            }
            writer.addRangeTombstones(tombstones);
            rangeTombstones += tombstones.tombstones().size();
            if (entries == before && tombstones.isEmpty()) {
                return Optional.empty();
            }
            tables++;
            return Optional.of(writer.finish());
        }
    }

    private void copy(EntryRun run, TableWriter writer) throws IOException {
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < run.size() && !heldBack.isEmpty(); i++) {
            if (heldBack.holds(run, i)) {
                cuts.add(i);
            }
        }
        int from = 0;
        for (int cut : cuts) {
            writer.add(run, from, cut);
            from = cut + 1;
        }
        writer.add(run, from, run.size());
        entries += run.size() - cuts.size();
    }

    /** Returns the figures of what was written. */
    Copied copied() {
        return new Copied(tables, entries, rangeTombstones);
    }
}
