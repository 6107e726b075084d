package org.allidb.storage.benchmarks.engine;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionPriority;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/**
 * RocksDB as its tuning guide advises, with as much memory as AlliDB Storage takes by default: 512 MiB of write
 * buffers and 256 MiB of block cache.
 *
 * <ul>
 *   <li>{@code optimizeLevelStyleCompaction} and {@code optimizeUniversalStyleCompaction} with that budget are the
 *       documented starting points for heavy writes: four buffers of 128 MiB, two merged in a flush.
 *   <li>Bloom filter of 10 bits, whole keys; hash index inside of data blocks, documented as faster for single reads;
 *       index and filters outside of the cache, always in memory, which is faster than inside.
 *   <li>No compression, because the values do not compress and AlliDB Storage does not compress by default.
 *   <li>Two background threads, one a core.
 *   <li>{@code bytes_per_sync} smooths the writes of tables, as the guide advises; the log is synced on request only.
 * </ul>
 */
final class RocksDbTuning {

    static final long WRITE_BUFFERS = 512L << 20;
    static final long BLOCK_CACHE = 256L << 20;
    private static final long BYTES_PER_SYNC = 1L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private RocksDbTuning() {}

    static Options leveled() {
        return common(new Options().optimizeLevelStyleCompaction(WRITE_BUFFERS))
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompactionPriority(CompactionPriority.MinOverlappingRatio);
    }

    static Options universal() {
        return common(new Options().optimizeUniversalStyleCompaction(WRITE_BUFFERS));
    }

    static BlockBasedTableConfig tables() {
        return new BlockBasedTableConfig()
                .setBlockCache(new LRUCache(BLOCK_CACHE))
                .setFilterPolicy(new BloomFilter(10))
                .setWholeKeyFiltering(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    }

    private static Options common(Options options) {
        return options.setCreateIfMissing(true)
                .setIncreaseParallelism(Runtime.getRuntime().availableProcessors())
                .setCompressionPerLevel(java.util.List.of())
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setBytesPerSync(BYTES_PER_SYNC)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setTableFormatConfig(tables());
    }
}
