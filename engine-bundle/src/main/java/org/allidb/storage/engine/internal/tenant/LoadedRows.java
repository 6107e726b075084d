package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.sstable.TableProperties;

/** The rows of a bulk load on their way into tables. Used by one thread at a time. */
interface LoadedRows {

    /**
     * Adds rows.
     *
     * @param batch puts alone; may be used again afterwards
     * @throws IOException if a table cannot be written; the rows can only be discarded then
     */
    void add(EntryBatch batch) throws IOException;

    /**
     * Completes the tables, and syncs their content.
     *
     * @return tables without a common key; none if there are no rows
     */
    List<TableProperties> finish() throws IOException;

    /** Returns the greatest sequence of a row, once finished. */
    long lastSequence();

    /** Removes all files; what cannot be removed is swept when the tenant is opened next. */
    void discard();
}
