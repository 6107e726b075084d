package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The tables. */
@Section(value = "sstable", description = "The tables on disk, and the cache of their blocks.")
@ProviderType
public sealed interface TableOptions permits TableValues {

    /** Every parameter at its default. */
    TableOptions DEFAULTS = Options.defaults(TableOptions.class);

    /** {@return the name of the table format provider} */
    @Parameter(key = "provider", byDefault = "block", description = "Name of the table format provider.")
    String provider();

    /** {@return the version of the format that new tables are written in} */
    @Parameter(
            key = "format_version",
            byDefault = "2",
            min = 1,
            max = 2,
            live = true,
            description = "Version of the format that new tables are written in; every version is read.")
    int formatVersion();

    /** {@return whether new tables have a point index} */
    @Parameter(
            key = "point_index",
            byDefault = "true",
            live = true,
            description =
                    "Whether new tables of format 2 have a point index, which leads a lookup to its row at once and"
                            + " takes about 7 bytes a row; tables that are compressed, tiny or of 4 GiB and more have"
                            + " none.")
    boolean pointIndex();

    /** {@return the size of a data block in KiB before compression} */
    @Parameter(
            key = "block_size_kb",
            byDefault = "8",
            min = 1,
            max = 1024,
            live = true,
            description = "Size of a data block in KiB before compression; applies to new tables.")
    int blockSizeKb();

    /** {@return the name of the codec of flushed tables and small merges} */
    @Parameter(
            key = "codec",
            byDefault = "none",
            live = true,
            perTenant = true,
            description =
                    "Codec of flushed tables and of merges that are not the largest tier; none, lz4, zstd, zstd-1,"
                            + " zstd-9, zstd-19 or any installed one.")
    String codec();

    /** {@return the name of the codec of the largest tier or last level} */
    @Parameter(
            key = "bottom_codec",
            byDefault = "none",
            live = true,
            perTenant = true,
            description = "Codec of the largest tier or the last level, where most of the data is.")
    String bottomCodec();

    /** {@return the most KiB of the dictionary of a new table; 0 for none} */
    @Parameter(
            key = "dictionary_kb",
            byDefault = "0",
            min = 0,
            max = 256,
            live = true,
            perTenant = true,
            description =
                    "Most KiB of a dictionary that is trained on the first blocks of each new table of format 2, if its"
                            + " codec can (zstd), and is kept in the table if it saves more than it takes; 16 to 64 are"
                            + " good. Earlier states of this software refuse such tables. 0 means no dictionaries.")
    int dictionaryKb();

    /** {@return the name of the filter} */
    @Parameter(
            key = "filter",
            byDefault = "bloom",
            live = true,
            perTenant = true,
            description =
                    "Filter of new tables: bloom, fuse (fewer bytes for a third of the false positives; earlier states"
                            + " of this software read the tables without a filter) or any installed one.")
    String filter();

    /** {@return the bits of filter for each key; 0 for no filter} */
    @Parameter(
            key = "filter_bits_per_key",
            byDefault = "10",
            min = 0,
            max = 32,
            live = true,
            perTenant = true,
            description =
                    "Bits of filter for each key; 10 give about 1 % false positives, 0 means no filter. fuse takes 9,"
                            + " whatever is asked for.")
    int filterBitsPerKey();

    /** {@return the size in bytes from which on values are stored apart from the keys} */
    @Parameter(
            key = "large_value_bytes",
            byDefault = "512",
            min = 64,
            max = 1_048_576,
            live = true,
            description = "Values of this size and larger are stored apart from the keys, aligned, uncompressed, and"
                    + " can be read in place.")
    int largeValueBytes();

    /** {@return the size of the cache in MiB; -1 if it follows from the memory} */
    @Parameter(
            key = "cache_mb",
            byDefault = "-1",
            min = -1,
            max = 1_048_576,
            live = true,
            description = "Cache of blocks and rows of all tenants in MiB. -1 means 256 while tables are read through"
                    + " mappings, and a third of the heap once they do not fit into memory. Never more than a third of"
                    + " the heap is used.")
    double cacheMb();

    /** {@return whether tables are mapped} */
    @Parameter(
            key = "mmap",
            byDefault = "true",
            description = "Whether tables are read through a mapping, as long as all of them fit into three quarters of"
                    + " the memory that the heap leaves; otherwise by positional reads.")
    boolean mmap();

    /** {@return whether every block is decoded and compared before a table is installed} */
    @Parameter(
            key = "verify_output",
            byDefault = "true",
            live = true,
            description = "Whether each compressed block is decoded and compared before the table is installed, so that"
                    + " a codec with a bug cannot lose data.")
    boolean verifyOutput();

    /**
     * Returns the size of a data block before compression.
     *
     * @return bytes
     */
    default int blockBytes() {
        return blockSizeKb() << 10;
    }

    /**
     * Returns the most that the dictionary of a new table may have.
     *
     * @return bytes; 0 for no dictionary
     */
    default int dictionaryBytes() {
        return dictionaryKb() << 10;
    }

    /**
     * Returns the size of the cache.
     *
     * @return bytes; negative if it follows from the memory
     */
    default long cacheBytes() {
        return (long) (cacheMb() * (1 << 20));
    }
}
