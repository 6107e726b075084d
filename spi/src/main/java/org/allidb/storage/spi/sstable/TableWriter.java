package org.allidb.storage.spi.sstable;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.osgi.annotation.versioning.ProviderType;

/** Writes one table. Used by one thread. A writer that was not finished removes its file when it is closed. */
@ProviderType
public interface TableWriter extends AutoCloseable {

    /**
     * Adds entries.
     *
     * @param run the entries, in order after all that were added before
     * @param from the first entry to add
     * @param to the first entry not to add
     * @throws IllegalArgumentException if the entries are out of order; the table is then unusable
     * @throws IOException if writing fails
     */
    void add(EntryRun run, int from, int to) throws IOException;

    /**
     * Adds range tombstones; called at most once, at any time before {@link #finish()}.
     *
     * @param tombstones the range tombstones
     */
    void addRangeTombstones(RangeTombstoneSet tombstones);

    /**
     * Bytes of the file so far, what is still buffered estimated.
     *
     * @return bytes
     */
    long fileBytes();

    /**
     * Completes the file and syncs its content; its directory is the caller's to sync.
     *
     * @return the table's properties
     * @throws IOException if writing or syncing fails; the file is then removed by {@link #close()}
     */
    TableProperties finish() throws IOException;

    /**
     * Closes the file, and removes it if it was not finished.
     *
     * @throws IOException if the file cannot be closed or removed
     */
    @Override
    void close() throws IOException;
}
