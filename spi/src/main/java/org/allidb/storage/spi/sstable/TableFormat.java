package org.allidb.storage.spi.sstable;

import java.io.IOException;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/** Writes and reads tables, with one block cache for all of them. Thread-safe. */
@ProviderType
public interface TableFormat extends AutoCloseable {

    /**
     * Starts a table.
     *
     * @param files the tenant's file system
     * @param file name of the file, which must not exist
     * @param spec what goes into the table's properties and how it is written
     * @return the writer
     * @throws IOException if the file cannot be created
     */
    TableWriter create(Vfs files, String file, TableSpec spec) throws IOException;

    /**
     * Opens a table: reads and checks its footer, properties and index, nothing else. Mappings and descriptors are
     * taken when first needed and given back when idle.
     *
     * @param files the tenant's file system
     * @param file name of the file
     * @param tenantGeneration whose table it must be
     * @param tableId which table it must be
     * @return the reader
     * @throws DamagedTableException if it is damaged, another tenant's, another table, or of a newer format
     * @throws IOException if it cannot be read
     */
    TableReader open(Vfs files, String file, long tenantGeneration, long tableId) throws IOException;

    /**
     * Changes what can be changed while the format runs: the size of the cache, and what new tables look like.
     *
     * @param options new options
     */
    void reconfigure(TableOptions options);

    /**
     * Learns that a codec was replaced. What the codec before it has made for open tables is released, as soon as no read is in it.
     *
     * @param name the name of both
     */
    default void codecChanged(String name) {}

    /**
     * Figures of the block cache.
     *
     * @return a snapshot
     */
    CacheStatistics cacheStatistics();

    /** Empties the cache. Tables that are still open can be read on, without a cache. Closing twice is allowed. */
    @Override
    void close();
}
