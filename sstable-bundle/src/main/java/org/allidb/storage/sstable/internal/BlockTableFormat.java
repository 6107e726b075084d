package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.cache.BlockCache;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.read.BlockTableReader;
import org.allidb.storage.sstable.internal.read.MappedPools;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.allidb.storage.sstable.internal.write.BlockTableWriter;

/** The block-based table format, with one cache for all of its tables. Thread-safe. */
final class BlockTableFormat implements TableFormat {

    private final Codecs codecs;
    private final BlockCache cache;
    private final MappedPools mappedPools = new MappedPools();
    private final AtomicInteger openTables = new AtomicInteger();
    private final MappingBudget budget;
    private volatile TableOptions options;

    BlockTableFormat(TableOptions options, Codecs codecs) {
        this(options, codecs, new MappingBudget());
    }

    BlockTableFormat(TableOptions options, Codecs codecs, MappingBudget budget) {
        this.budget = budget;
        this.options = options;
        this.codecs = codecs;
        this.cache = new BlockCache(options.cacheBytes());
    }

    @Override
    public TableWriter create(Vfs files, String file, TableSpec spec) throws IOException {
        return new BlockTableWriter(files, file, spec, options, codecs);
    }

    @Override
    public TableReader open(Vfs files, String file, long tenantGeneration, long tableId) throws IOException {
        TableBytes bytes = new TableBytes(files, file, options.mmap(), budget);
        try {
            TableIdentity identity = new TableIdentity(tenantGeneration, tableId);
            return new BlockTableReader(bytes, identity, codecs, cache, mappedPools, openTables);
        } catch (IOException | RuntimeException | Error e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public void reconfigure(TableOptions newOptions) {
        options = newOptions;
        cache.setCapacity(newOptions.cacheBytes());
    }

    @Override
    public CacheStatistics cacheStatistics() {
        return cache.statistics(openTables.get(), budget.mappedTables());
    }

    @Override
    public void close() {
        cache.setCapacity(0);
    }
}
