package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The write buffers. */
@Section(value = "memtable", description = "The in-memory write buffers.")
@ProviderType
public sealed interface MemtableOptions permits MemtableValues {

    /** Every parameter at its default. */
    MemtableOptions DEFAULTS = Options.defaults(MemtableOptions.class);

    /** {@return the name of the memtable provider} */
    @Parameter(key = "provider", byDefault = "btree", description = "Name of the memtable provider.")
    String provider();

    /** {@return the size in MiB at which a tenant's memtable is flushed} */
    @Parameter(
            key = "max_mb",
            byDefault = "384",
            min = 0.015625,
            max = 16_384,
            live = true,
            perTenant = true,
            description =
                    "Size in MiB at which a tenant's memtable is flushed to a table. Never more than three quarters of"
                            + " what all together may have.")
    double maxMb();

    /** {@return the memory in MiB that all memtables may take} */
    @Parameter(
            key = "total_mb",
            byDefault = "512",
            min = 0.0625,
            max = 1_048_576,
            live = true,
            description = "Memory in MiB that the memtables of all tenants may take together; beyond it the largest is"
                    + " flushed, and writers are slowed. Never more than a third of the heap is used.")
    double totalMb();

    /** {@return what open cursors may keep of flushed memtables, in percent of what all memtables may take} */
    @Parameter(
            key = "reader_percent",
            byDefault = "80",
            min = 1,
            max = 1000,
            live = true,
            description =
                    "What open cursors of all tenants may keep of memtables that were flushed since, in percent of"
                            + " what all memtables may take; beyond it the oldest cursors of the tenant that keeps most"
                            + " are ended with a quota error.")
    int readerPercent();

    /** {@return how many memtables of a tenant may wait for their flush before writers stop} */
    @Parameter(
            key = "max_immutable",
            byDefault = "3",
            min = 1,
            max = 64,
            live = true,
            description = "Full memtables of one tenant that may wait for their flush; writers are slowed before, and"
                    + " stopped at this number.")
    int maxImmutable();

    /** {@return how many flushes run at once} */
    @Parameter(
            key = "flush_threads",
            byDefault = "1",
            min = 1,
            max = 64,
            description = "How many memtables are flushed at the same time.")
    int flushThreads();

    /**
     * Returns the size at which one memtable is flushed.
     *
     * @return bytes
     */
    default long maxBytes() {
        return (long) (maxMb() * (1 << 20));
    }

    /**
     * Returns the memory of all memtables together.
     *
     * @return bytes
     */
    default long totalBytes() {
        return (long) (totalMb() * (1 << 20));
    }
}
