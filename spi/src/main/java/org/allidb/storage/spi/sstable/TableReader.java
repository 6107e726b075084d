package org.allidb.storage.spi.sstable;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open table. Thread-safe; readers never wait for each other but for the load of one and the same block. A thread
 * that reads keeps the reader from being closed (by the reference counts of versions).
 */
@ProviderType
public interface TableReader extends AutoCloseable {

    /**
     * Returns what the table says of itself.
     *
     * @return its properties
     */
    TableProperties properties();

    /**
     * Offers the newest visible version of a row, and the newest visible range tombstone over it.
     *
     * @param key the row
     * @param maxSequence the newest sequence to show
     * @param lookup receives what is found
     * @throws DamagedTableException if what must be read is damaged
     * @throws IOException if it cannot be read
     */
    void get(LookupKey key, long maxSequence, Lookup lookup) throws IOException;

    /**
     * Tells whether the table may hold a row, by its key range and filter and its range tombstones.
     *
     * @param key the row
     * @return false only if it holds neither a version of it nor a range tombstone over it
     * @throws IOException if the filter cannot be read or is damaged
     */
    boolean mayContain(LookupKey key) throws IOException;

    /**
     * Returns a cursor over the visible entries.
     *
     * @param direction its direction
     * @param maxSequence the newest sequence to show
     * @param purpose reads for users go through the cache; bulk reads read ahead and leave the cache as it is
     * @return the cursor
     */
    RunCursor cursor(ScanDirection direction, long maxSequence, ReadPurpose purpose);

    /**
     * Returns the table's range tombstones.
     *
     * @return an immutable set
     */
    RangeTombstoneSet rangeTombstones();

    /**
     * Returns keys that divide what is in the table into parts of about the same size, from which samples are taken. A part begins
     * with its key and ends before the next one.
     *
     * @return the beginnings of all parts but the first, ascending, each once; empty if that is not known. Keys may be made when
     *     they are asked for
     */
    default List<byte[]> dividers() {
        return List.of();
    }

    /**
     * Reads every byte of the file and checks every checksum, the order of keys, and the properties against the
     * content.
     *
     * @param progress learns the bytes read, piece by piece, and may pace the reading
     * @throws DamagedTableException at the first damage
     * @throws IOException if it cannot be read, or as {@code progress} throws
     */
    void verify(ReadProgress progress) throws IOException;

    /** Unmaps and closes the file and drops its blocks from the cache. Closing twice is allowed. */
    @Override
    void close();

    /** What a cursor is for. */
    enum ReadPurpose {
        /** A read of a user. */
        USER,
        /** A merge, a backup or a scrub. */
        BULK
    }

    /** A callback that learns how far a long read is. */
    @FunctionalInterface
    interface ReadProgress {

        /**
         * Learns that a piece is about to be read.
         *
         * @param bytes its length
         * @throws IOException to end the reading
         */
        void reading(int bytes) throws IOException;
    }
}
