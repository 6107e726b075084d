package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.allidb.storage.sstable.internal.cache.TableCaches;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.read.BlockTableReader;
import org.allidb.storage.sstable.internal.read.NamedParts;
import org.allidb.storage.sstable.internal.read.SharedByReaders;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.allidb.storage.sstable.internal.write.BlockTableWriter;

/** The block-based table format, with one cache for all of its tables. Thread-safe. */
final class BlockTableFormat implements TableFormat {

    /** The bytes of the cache while tables are read in their mappings, unless the configuration says otherwise. */
    private static final long USUAL_CACHE = 256L << 20;

    private final NamedParts parts;
    private final TableCaches caches;
    private final SharedByReaders shared = new SharedByReaders();
    private final MappingBudget budget;
    private volatile TableOptions options;

    BlockTableFormat(TableOptions options, NamedParts parts) {
        this(options, parts, new MappingBudget());
    }

    BlockTableFormat(TableOptions options, NamedParts parts, MappingBudget budget) {
        this.budget = budget;
        this.options = options;
        this.parts = parts;
        this.caches = new TableCaches(cacheBytes(options));
    }

    @Override
    public TableWriter create(Vfs files, String file, TableSpec spec) throws IOException {
        return new BlockTableWriter(files, file, spec, options, parts.codecs(), parts.filters());
    }

    @Override
    public TableReader open(Vfs files, String file, long tenantGeneration, long tableId) throws IOException {
        TableBytes bytes = new TableBytes(files, file, options.mmap(), budget);
        TableOptions now = options;
        if (now.cacheBytes() < 0 && !budget.fits()) {
            // it stays so: tables come and go, and a cache whose size changes is emptied
            caches.setCapacity(Long.MAX_VALUE);
        }
        try {
            TableIdentity identity = new TableIdentity(tenantGeneration, tableId);
            return new BlockTableReader(bytes, identity, parts, caches, shared);
        } catch (IOException | RuntimeException | Error e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public void reconfigure(TableOptions newOptions) {
        options = newOptions;
        caches.setCapacity(cacheBytes(newOptions));
    }

    @Override
    public void codecChanged(String name) {
        shared.dictionaries().retireAll(name);
    }

    private long cacheBytes(TableOptions from) {
        long set = from.cacheBytes();
        return set >= 0 ? set : budget.fits() ? USUAL_CACHE : Long.MAX_VALUE;
    }

    @Override
    public CacheStatistics cacheStatistics() {
        return caches.statistics(shared.openTables().get(), budget.mappedTables());
    }

    @Override
    public void close() {
        caches.setCapacity(0);
    }
}
