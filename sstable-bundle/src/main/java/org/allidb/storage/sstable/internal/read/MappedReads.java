package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;

/** Reads of a table in its mapping, for users; each version of the format has its own. Thread-safe. */
sealed interface MappedReads permits MappedLookup, PageLookup {

    /**
     * Offers the newest visible version of a row.
     *
     * @return false if the device failed under the mapping; then nothing was offered, and the table is no longer mapped
     */
    boolean get(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException;

    /** Returns a cursor over the visible entries. */
    TableCursor cursor(boolean forward, long maxSequence);
}
