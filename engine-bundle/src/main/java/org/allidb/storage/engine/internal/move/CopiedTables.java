package org.allidb.storage.engine.internal.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.ExpiryTime;
import org.allidb.storage.engine.internal.tenant.TableMerge;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * What a tenant's tables are in another data directory. Each table is written again there, as tables carry the generation of the
 * tenant that they belong to, and generations of another data directory mean other tenants. Levels stay. Used by one thread.
 */
final class CopiedTables {

    private final PartsInUse parts;
    private final VersionSet target;
    /** By the number of a table at the source, the tables that it has become. */
    private final Map<Long, List<TableProperties>> copies = new HashMap<>();

    /**
     * Creates the copies of no table.
     *
     * @param parts of the other data directory
     * @param target the tenant there
     */
    CopiedTables(PartsInUse parts, VersionSet target) {
        this.parts = parts;
        this.target = target;
    }

    /**
     * Makes the tables of the target those of the source at one moment. What was copied before is not copied again, also if this
     * failed before its end.
     *
     * @param source its tables, not closed meanwhile
     * @param throttler paces the copies
     * @param cancelled polled now and then
     * @throws IOException if it fails or is cancelled; the tables of the target are as before
     */
    void follow(VersionSet.Checkpoint source, Throttler throttler, BooleanSupplier cancelled) throws IOException {
        Map<Long, AddedTable> wanted = new HashMap<>();
        Set<Long> numbers = new HashSet<>();
        for (TableHandle table : source.version().tables()) {
            numbers.add(table.id());
            List<TableProperties> copy = copies.get(table.id());
            if (copy == null) {
                copy = copy(table, throttler, cancelled);
                copies.put(table.id(), copy);
            }
            copy.forEach(each -> wanted.put(each.tableId(), new AddedTable(each, table.level())));
        }
        install(wanted, source);
        forgetOthers(numbers);
    }

    private List<TableProperties> copy(TableHandle table, Throttler throttler, BooleanSupplier cancelled)
            throws IOException {
        try (TableReader reader = table.openAnew()) {
            MergeJob.Input input = MergeJob.Input.of(
                    reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.BULK), reader.rangeTombstones());
            TableMerge merge = new TableMerge(
                    parts,
                    new ExpiryTime(parts.runtime().clock()),
                    target,
                    table.properties().codec(),
                    TableFiles.Space.ADMITTED);
            return merge.run(
                            List.of(input), Long.MAX_VALUE, new long[0], MergeJob.PurgeRule.NEVER, throttler, cancelled)
                    .outputs();
        }
    }

    /** Makes all changes in one edit. */
    private void install(Map<Long, AddedTable> wanted, VersionSet.Checkpoint source) throws IOException {
        Version there = target.acquire();
        try {
            Map<Long, AddedTable> missing = new HashMap<>(wanted);
            List<TableHandle> removed = new ArrayList<>();
            for (TableHandle table : there.tables()) {
                AddedTable same = wanted.get(table.id());
                if (same != null && same.level() == table.level()) {
                    missing.remove(table.id());
                } else {
                    removed.add(table);
                }
            }
            target.apply(List.copyOf(missing.values()), removed, before -> source.counters());
        } finally {
            there.release();
        }
    }

    /** Forgets what tables of the source have become that are not there any more. */
    private void forgetOthers(Set<Long> numbers) {
        Iterator<Map.Entry<Long, List<TableProperties>>> each =
                copies.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, List<TableProperties>> copy = each.next();
            if (!numbers.contains(copy.getKey())) {
                // those that were in an edit have gone with the last one
                copy.getValue().forEach(table -> target.discard(table.tableId()));
                each.remove();
            }
        }
    }
}
