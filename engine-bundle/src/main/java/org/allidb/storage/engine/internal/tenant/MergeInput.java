package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;

/**
 * A table that is being merged. If it cannot be read it is set aside: this merge fails, and later ones leave the table out
 * instead of failing again and again. Damage sets it aside until it is found sound; what may pass (an error of the device, a
 * codec that is missing) for a while.
 */
final class MergeInput implements RunCursor {

    private static final Logger LOG = System.getLogger(MergeInput.class.getName());
    private static final long PAUSE_NANOS = 10L * 60 * 1_000_000_000;

    private final TableHandle table;
    private final RunCursor cursor;
    private final StorageClock clock;

    private MergeInput(TableHandle table, RunCursor cursor, StorageClock clock) {
        this.table = table;
        this.cursor = cursor;
        this.clock = clock;
    }

    /** Opens a table for a merge. */
    static MergeJob.Input of(TableHandle table, StorageClock clock) throws IOException {
        try {
            RunCursor cursor = table.reader().cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.BULK);
            return MergeJob.Input.of(
                    new MergeInput(table, cursor, clock), table.reader().rangeTombstones());
        } catch (IOException | StorageException e) {
            setAside(table, e, clock);
            throw e;
        }
    }

    @Override
    public void seek(byte[] key, int offset, int length) throws IOException {
        try {
            cursor.seek(key, offset, length);
        } catch (IOException | StorageException e) {
            setAside(table, e, clock);
            throw e;
        }
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        try {
            return cursor.fill(run, limit);
        } catch (IOException | StorageException e) {
            setAside(table, e, clock);
            throw e;
        }
    }

    @Override
    public void close() {
        cursor.close();
    }

    private static void setAside(TableHandle table, Exception cause, StorageClock clock) {
        LOG.log(Level.DEBUG, table.file() + " is left out of merges", cause);
        if (cause instanceof DamagedTableException || cause instanceof NoSuchFileException) {
            table.markDamaged();
        } else {
            table.markUnreadable(clock.nanoTime() + PAUSE_NANOS);
        }
    }
}
