package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Looks for rows outside a merge that would come back if a tombstone was dropped. It looks in the memtables and tables
 * as they were when the merge began. What is written later is newer, or is kept out by the {@link PurgeFence}. Used by
 * one thread.
 *
 * <p>Only a row that the tombstone hides can come back, so what counts is a put of the tombstone's keys with a timestamp
 * up to its own. Tombstones outside the merge, of rows or ranges, bring nothing back. With the timestamps that the engine
 * gives, all that is in memory is newer than all that is in tables, and no memtable has to be searched.
 */
final class PurgeCheck implements PurgeRule {

    private static final Logger LOG = System.getLogger(PurgeCheck.class.getName());

    private final long most;
    private final List<Memtable> memtables;
    private final List<TableHandle> tables;
    /** The least timestamps of the memtables, in their order. */
    private final long[] minTimestamps;

    private final LookupKey key = new LookupKey();
    private final Lookup lookup = new Lookup();
    private final EntryRun run = new EntryRun();

    /**
     * Creates a check.
     *
     * @param most the greatest timestamp of a tombstone that may be dropped at all
     * @param memtables what is in memory
     * @param tables what is not merged
     */
    PurgeCheck(long most, Memtable[] memtables, List<TableHandle> tables) {
        this.most = most;
        this.memtables = Arrays.stream(memtables)
                .filter(memtable -> memtable.statistics().entries() > 0)
                .toList();
        this.minTimestamps = this.memtables.stream()
                .mapToLong(memtable -> memtable.statistics().minTimestamp())
                .toArray();
        this.tables = tables.stream().filter(PurgeCheck::hasPuts).toList();
    }

    @Override
    public boolean mayPurge(byte[] keyBytes, int offset, int length, long timestamp) {
        if (timestamp > most) {
            return false;
        }
        key.set(keyBytes, offset, length);
        for (int i = 0; i < minTimestamps.length; i++) {
            if (minTimestamps[i] <= timestamp && holds(memtables.get(i))) {
                return false;
            }
        }
        for (TableHandle table : tables) {
            TableProperties properties = table.properties();
            if (properties.minTimestamp() <= timestamp
                    && table.keys().contains(keyBytes, offset, length)
                    && mayContain(table)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a table may have the key. One that cannot be read may, which is no reason for the merge to fail. */
    private boolean mayContain(TableHandle table) {
        try {
            return table.reader().mayContain(key);
        } catch (IOException | StorageException e) {
            LOG.log(Level.DEBUG, "a tombstone is kept because of " + table.file(), e);
            return true;
        }
    }

    @Override
    public boolean mayPurge(byte[] start, byte[] end, long timestamp) {
        if (timestamp > most) {
            return false;
        }
        for (int i = 0; i < minTimestamps.length; i++) {
            if (minTimestamps[i] <= timestamp && holdsKeyIn(memtables.get(i), start, end)) {
                return false;
            }
        }
        return tables.stream()
                .noneMatch(table -> table.properties().minTimestamp() <= timestamp
                        && table.keys().overlaps(start, end));
    }

    /** Returns whether a memtable has a version of the key; an older one may lie behind the newest. */
    private boolean holds(Memtable memtable) {
        lookup.reset();
        memtable.get(key, Long.MAX_VALUE, lookup);
        return lookup.beats(-1);
    }

    private boolean holdsKeyIn(Memtable memtable, byte[] start, byte[] end) {
        try (RunCursor cursor = memtable.entries(Long.MAX_VALUE)) {
            cursor.seek(start, 0, start.length);
            return cursor.fill(run, 1) > 0 && KeyOrder.compare(run.keys(), 0, run.keyLength(0), end, 0, end.length) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException("a memtable does no input or output", e);
        }
    }

    private static boolean hasPuts(TableHandle table) {
        return table.properties().entries() > table.properties().tombstones();
    }
}
