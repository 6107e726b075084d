package org.allidb.storage.api;

import java.util.List;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store of one tenant: a handle bound to that tenant and its generation. Thread-safe; one handle serves the whole
 * application.
 *
 * <p>Errors of all methods: {@link StoreClosedException} after the handle or the platform was closed,
 * {@link TenantUnknownException} after the tenant was dropped, {@link TenantSuspendedException} while it is suspended,
 * {@link QuotaExceededException} and {@link InvalidArgumentException} before anything is changed,
 * {@link CorruptionException} and {@link StorageIoException} for what the disk does.
 */
@ProviderType
public interface TenantStore extends ReadView, TenantWriter, AutoCloseable {

    /**
     * Returns whose store it is.
     *
     * @return the tenant's id
     */
    TenantId id();

    /**
     * Begins a bulk load: many rows go straight into tables, past the log and the memtables. A tenant has one at a time.
     *
     * @param options the order of the rows, and how they are written
     * @return the load; to be closed
     * @throws InvalidArgumentException if a load of the tenant is under way, or the timestamp is refused as that of a write
     */
    BulkLoad bulkLoad(BulkLoadOptions options);

    /**
     * Makes every acknowledged write durable that is not yet: buffered ones too, and also with {@code wal.fsync: false}.
     */
    void sync();

    /**
     * Takes a snapshot.
     *
     * @return the snapshot; to be closed
     */
    Snapshot snapshot();

    /**
     * Returns the tenant's changes, in the order in which they were made.
     *
     * @return the feed, which holds nothing and need not be closed
     * @throws InvalidArgumentException if the tenant keeps no changes; says which parameter to set
     * @throws ReadOnlyException if the platform is open for reading only
     */
    ChangeFeed changeFeed();

    /** Writes the memtables out as tables and waits for it. */
    void flush();

    /** Flushes, merges all tables into one and waits for it. */
    void compact();

    /**
     * Flushes, merges the tables that hold rows of a range of entities and waits for it.
     *
     * @param from the first entity, inclusive
     * @param to the last entity, exclusive
     */
    void compactRange(EntityId from, EntityId to);

    /**
     * Waits until no flush or compaction is running or due. A tenant for which a thread waits counts as idle: what is merged in
     * idle time is due too.
     */
    void awaitQuiet();

    /**
     * Asks the compaction strategy what it would do now, and why. Changes nothing; waits for ten seconds at most.
     *
     * @return its answer
     * @throws ReadOnlyException if the platform is open for reading only
     */
    CompactionExplanation explainCompaction();

    /**
     * Begins to record what flushes write. Tenants without a handle are closed when they are idle, and their recordings end then: keep
     * this handle.
     *
     * @return the recording, to be closed
     * @throws ReadOnlyException if the platform is open for reading only
     */
    HistoryRecording recordHistory();

    /**
     * Returns the tables on disk.
     *
     * @return oldest first
     */
    List<TableInfo> tables();

    /**
     * Estimates how many rows a scan would find, without reading them all: deleted, expired and overwritten rows are not counted,
     * wherever they lie.
     *
     * <ul>
     *   <li>Up to about 16,000 entries in memtables and tables are counted, and the answer is exact.
     *   <li>Beyond that it is estimated from a sample of 4,096 entries in 128 to 256 places, and the range's share of the tables. Of a
     *       whole tenant it is within 10 % where at least a third of the entries are rows, as merges see to. Of a range it depends on how even the sizes
     *       of rows are; of kinds, on how many rows are of them.
     *   <li>It costs some milliseconds, and more if what is sampled must come from a slow disk.
     * </ul>
     *
     * @param request the range and the kinds; its direction and limit are ignored
     * @return about as many rows
     */
    long estimateRows(ScanRequest request);

    /**
     * Figures.
     *
     * @return a snapshot of the counters
     */
    TenantStatistics statistics();

    /** Gives the handle back; the tenant itself stays open for others. Closing twice is allowed. */
    @Override
    void close();
}
