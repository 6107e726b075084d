package org.allidb.storage.spi.memtable;

import java.util.List;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An in-memory write buffer of one tenant, ordered by key, then newest version first.
 *
 * <ul>
 *   <li>One writer at a time (the engine sees to it); any number of readers beside it, who never wait.
 *   <li>A reader sees an entry whole or not at all. What was applied before a reader began, it sees; the rest it hides
 *       by {@code maxSequence}.
 *   <li>All versions are kept until the memtable is flushed. Keys and values are copied in.
 *   <li>References handed out (values in lookups and runs) stay valid for as long as they are reachable.
 * </ul>
 */
@ProviderType
public interface Memtable {

    /**
     * Adds all entries of a sealed batch. A failure ({@link OutOfMemoryError}) may leave some of them in, and must leave
     * every batch before it readable. The engine then applies nothing more, and reads and flushes the memtable up to the
     * sequence before the batch, as if the rest were not there.
     *
     * @param batch the batch; its array may be reused afterwards
     */
    void apply(EntryBatch batch);

    /**
     * Offers the newest visible version of a row, and the newest visible range tombstone over it.
     *
     * @param key the row
     * @param maxSequence the newest sequence to show
     * @param lookup receives what is found
     */
    void get(LookupKey key, long maxSequence, Lookup lookup);

    /**
     * Returns a cursor for readers. Of each row it shows the newest visible version and no other. The cost does not
     * grow with the number of versions, in both directions, however old the reader's snapshot is.
     *
     * @param direction its direction
     * @param maxSequence the newest sequence to show
     * @return a cursor, which may or may not show entries applied after this call
     */
    RunCursor rows(ScanDirection direction, long maxSequence);

    /**
     * Returns a forward cursor over all visible entries, for a flush.
     *
     * @param maxSequence the newest sequence to show
     * @return a cursor, which may or may not show entries applied after this call
     */
    RunCursor entries(long maxSequence);

    /**
     * Returns the range tombstones applied so far. Scans ask for them, also between two deletions: to ask again after one
     * more must not cost again what all of them have cost.
     *
     * @return immutable sets that together hold all of them, few however many there are
     */
    List<RangeTombstoneSet> rangeTombstones();

    /**
     * Returns keys that divide what is in the memtable into parts of about the same size, from which samples are taken. A part begins
     * with its key and ends before the next one.
     *
     * @return the beginnings of all parts but the first, ascending, each once; empty if that is not known. Keys may be made when
     *     they are asked for
     */
    default List<byte[]> dividers() {
        return List.of();
    }

    /**
     * Figures that the engine decides by. May be called at any time by any thread; the figures of a memtable that is
     * not written to are exact.
     *
     * @return a snapshot
     */
    MemtableStatistics statistics();

    /**
     * Returns the memory held.
     *
     * @return bytes, arena slack included; cheap enough to be asked for with every write
     */
    long memoryBytes();

    /**
     * Returns the greatest timestamp applied, range tombstones included; asked for by every read.
     *
     * @return the timestamp, -1 if nothing was applied
     */
    long maxTimestamp();
}
