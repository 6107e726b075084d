package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A recording of what a tenant's flushes write, from {@link TenantStore#recordHistory} to its close or that of the tenant. Compaction
 * strategies are tried with it ({@link WriteHistory#parse}, {@link StoragePlatform#simulateCompaction}). Thread-safe.
 *
 * <ul>
 *   <li><b>No key leaves the tenant.</b> Rows are numbers, in the order of their keys.
 *   <li><b>It is bounded.</b> Of a tenant with many rows it has a sample: the same rows in each flush, and each stands for many, whose
 *       bytes it has. It ends by itself after 10,000 flushes and merges. It takes about 20 MB of memory, and as text a few at most.
 *   <li><b>It begins with nothing.</b> What was in tables before is not in it. So record for as long as it takes to write most rows
 *       several times.
 *   <li>A range delete counts as a delete of each row of the sample that it covers. Bulk loads are not recorded. Rows expire in it if
 *       each one that was put does, after the mean of their lives.
 * </ul>
 */
@ProviderType
public interface HistoryRecording extends AutoCloseable {

    /** {@return how many flushes were recorded} */
    int flushes();

    /**
     * Returns what was recorded so far, as lines that {@link WriteHistory#parse} reads. Merges are in comments: what the strategy in
     * use did is to be compared with what others would have done.
     *
     * @return the lines, of a closed recording too
     */
    List<String> lines();

    /** Ends the recording. Closing twice is allowed. */
    @Override
    void close();
}
