package org.allidb.storage.spi.inspect;

import java.util.Optional;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ConsumerType;

/** What is intact of a table. Used by one thread. */
@ConsumerType
public interface SalvagedTable extends AutoCloseable {

    /**
     * Returns what the table says of itself.
     *
     * @return its properties, or empty if they are damaged
     */
    Optional<TableProperties> properties();

    /**
     * Returns the table's range tombstones.
     *
     * @return those that are intact
     */
    RangeTombstoneSet rangeTombstones();

    /**
     * Returns a cursor over the intact entries in their order; can only be filled, forward.
     *
     * @return the cursor; to be closed
     */
    RunCursor entries();

    /**
     * Returns whether a version of a row may have been in a damaged place, as far as the undamaged rest can tell. False
     * is also the answer where nothing is known.
     *
     * @param key array
     * @param offset start of the row's key
     * @param length its length in bytes
     * @return whether an older version elsewhere is likely not to be the newest any more
     */
    boolean mayHaveHeld(byte[] key, int offset, int length);

    /** Closes the file. Closing twice is allowed. */
    @Override
    void close();
}
