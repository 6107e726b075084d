package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Looks at everything outside a merge before a tombstone is dropped: the memtables and tables as they were when the
 * merge began. What is written later is newer, or is kept out by the {@link PurgeFence}. Used by one thread.
 */
final class PurgeCheck implements PurgeRule {

    private static final Logger LOG = System.getLogger(PurgeCheck.class.getName());

    private final long most;
    private final Memtable[] memtables;
    private final List<TableHandle> tables;
    private final LookupKey key = new LookupKey();
    private final Lookup lookup = new Lookup();
    private final EntryRun run = new EntryRun();

    /**
     * A check.
     *
     * @param most the greatest timestamp of a tombstone that may be dropped at all
     * @param memtables what is in memory
     * @param tables what is not merged
     */
    PurgeCheck(long most, Memtable[] memtables, List<TableHandle> tables) {
        this.most = most;
        this.memtables = memtables;
        this.tables = tables;
    }

    @Override
    public boolean mayPurge(byte[] keyBytes, int offset, int length, long timestamp) {
        if (timestamp > most) {
            return false;
        }
        key.set(keyBytes, offset, length);
        for (Memtable memtable : memtables) {
            lookup.reset();
            memtable.get(key, Long.MAX_VALUE, lookup);
            if (lookup.beats(-1)) {
                return false;
            }
        }
        for (TableHandle table : tables) {
            TableProperties properties = table.properties();
            if (properties.minTimestamp() <= timestamp
                    && reaches(properties, keyBytes, offset, length)
                    && mayContain(table)) {
                return false;
            }
        }
        return true;
    }

    /** A table that cannot be read may hold anything; that is no reason for a merge of others to fail. */
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
        for (Memtable memtable : memtables) {
            if (!memtable.rangeTombstones().isEmpty() || holdsKeyIn(memtable, start, end)) {
                return false;
            }
        }
        return tables.stream()
                .map(TableHandle::properties)
                .noneMatch(properties -> properties.minTimestamp() <= timestamp
                        && KeyOrder.compare(properties.minKey(), end) < 0
                        && KeyOrder.compare(properties.maxKey(), start) >= 0);
    }

    private boolean holdsKeyIn(Memtable memtable, byte[] start, byte[] end) {
        try (RunCursor cursor = memtable.cursor(ScanDirection.FORWARD, Long.MAX_VALUE)) {
            cursor.seek(start, 0, start.length);
            return cursor.fill(run, 1) > 0
                    && KeyOrder.compare(run.keys(), 0, run.keyLength(0), end, 0, end.length) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException("a memtable does no input or output", e);
        }
    }

    private static boolean reaches(TableProperties table, byte[] key, int offset, int length) {
        return KeyOrder.compare(table.minKey(), 0, table.minKey().length, key, offset, length) <= 0
                && KeyOrder.compare(table.maxKey(), 0, table.maxKey().length, key, offset, length) >= 0;
    }
}
