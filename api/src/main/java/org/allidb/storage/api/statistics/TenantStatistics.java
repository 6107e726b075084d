package org.allidb.storage.api.statistics;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Figures of a tenant since it was opened, but for the current sizes. */
@ProviderType
public interface TenantStatistics {

    /** {@return what it uses of its quotas} */
    TenantUsage usage();

    /** {@return tables} */
    int tables();

    /** {@return bytes of the tables} */
    long tableBytes();

    /** {@return versions of rows in them} */
    long tableEntries();

    /** {@return the most of them that one read of a row has to visit} */
    int tablesPerRead();

    /** {@return tables that the compaction strategy wants merged and are not yet; writers are slowed by them} */
    int dueTables();

    /** {@return bytes of all tables that it wants merged} */
    long dueBytes();

    /** {@return memtables, the active one included} */
    int memtables();

    /** {@return bytes of memtables that were flushed since, and that open cursors keep in memory} */
    long heldBufferBytes();

    /** {@return bytes of tables that were merged into others since, and that open cursors keep on the disk} */
    long heldTableBytes();

    /** {@return live snapshots} */
    int snapshots();

    /** {@return the last sequence that is visible} */
    long lastSequence();

    /** {@return flushes done} */
    long flushes();

    /** {@return bytes that they wrote} */
    long flushedBytes();

    /** {@return compactions done} */
    long compactions();

    /** {@return bytes that they read} */
    long compactionBytesRead();

    /** {@return bytes that they wrote} */
    long compactionBytesWritten();

    /** {@return older versions that they dropped} */
    long duplicatesDropped();

    /** {@return tombstones that they dropped} */
    long tombstonesDropped();

    /** {@return expired rows that they dropped} */
    long expiredDropped();

    /** {@return its flushes and merges that are under way, the oldest first} */
    List<RunningTask> runningTasks();

    /** {@return bytes of the changes that are kept for its {@link org.allidb.storage.api.ChangeFeed}; 0 if it has none} */
    long feedBytes();

    /** {@return the sequence behind which the feed has all changes; 0 if it has all, or there is no feed} */
    long feedOldestSequence();

    /** {@return writes that were not acknowledged} */
    RefusedWrites refusedWrites();

    /** {@return time that writers were slowed or stopped, in nanoseconds} */
    long stallNanos();

    /** {@return entries that scans have read from memtables and tables, those of several sources and dead ones included} */
    long entriesScanned();

    /**
     * {@return roughly what its calls, flushes and merges took on one core, in nanoseconds: to compare tenants, not to add up a
     * bill}
     */
    long workNanos();
}
