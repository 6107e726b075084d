package org.allidb.storage.spi.wal;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.spi.entry.EntryBatch;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A write-ahead log of one tenant or of many. A record belongs to a tenant generation. Thread-safe.
 *
 * <ul>
 *   <li>A record is on stable storage when {@link #sync} of its position returns. A record whose writer does not wait
 *       for that is in the operating system's hands when {@link #append} returns: it survives the end of the process.
 *   <li>Group commit: of the threads that call {@link #sync}, one that finds no sync under way leads and syncs all that
 *       has been appended; the others wait for it. No thread is handed work.
 *   <li>A record is appended whole or not at all. A full disk is met when a segment is prepared, before a record of it
 *       is accepted: {@link org.allidb.storage.spi.vfs.NoSpaceException}, and appends work again when there is space.
 *   <li>After a failed sync nothing more is synced in that segment. Threads that wait, and every later append and sync,
 *       get {@link FailedLogException} until {@link #restart()}.
 *   <li>An interrupt of a caller fails no call, its own or others'; the interrupt status is kept.
 * </ul>
 */
@ProviderType
public interface WriteAheadLog extends AutoCloseable {

    /**
     * Appends a record.
     *
     * @param generation the tenant generation that it belongs to, greater than 0
     * @param lastSequence the greatest sequence in it; grows with each record of a generation
     * @param record array
     * @param offset start of the record
     * @param length its length in bytes, at most {@link EntryBatch#MAX_LENGTH}; a segment is made for a record alone
     *     that is larger than a segment
     * @param syncFollows whether the caller calls {@link #sync} before it acknowledges the write, so that the record may
     *     stay in memory until then
     * @return the log position after the record: grows with every append
     * @throws org.allidb.storage.spi.vfs.NoSpaceException if no segment can be prepared; nothing was appended
     * @throws FailedLogException after a failed sync
     * @throws IOException if the log is closed (says so) or cannot be written; nothing was appended
     */
    long append(long generation, long lastSequence, byte[] record, int offset, int length, boolean syncFollows)
            throws IOException;

    /**
     * Waits until everything up to a position is on stable storage; leads the sync if no other thread does. Waits for nothing
     * if {@link WalOptions#fsync()} is false.
     *
     * @param position what {@link #append} returned
     * @throws FailedLogException if the sync failed: whether the record survives is not known
     * @throws IOException if the log was closed before (says so)
     */
    void sync(long position) throws IOException;

    /**
     * Waits until everything up to a position is on stable storage, also if {@link WalOptions#fsync()} is false. For what is
     * durable itself, and must not outlive the records before it.
     *
     * @param position what {@link #append} returned
     * @throws FailedLogException if the sync failed: whether the record survives is not known
     * @throws IOException if the log was closed before (says so)
     */
    void force(long position) throws IOException;

    /**
     * Returns the position up to which everything is on stable storage.
     *
     * @return a position
     */
    long syncedPosition();

    /**
     * Notes that a generation's records up to a sequence are durable elsewhere (in tables). They need no replay, and
     * segments that hold nothing else are released.
     *
     * @param generation the tenant generation
     * @param throughSequence the greatest sequence that is flushed
     */
    void flushed(long generation, long throughSequence);

    /**
     * Forgets a generation that was dropped: none of its records is needed.
     *
     * @param generation the tenant generation
     */
    void forget(long generation);

    /**
     * Returns the generations that keep the oldest segments from being released although the log has grown beyond
     * {@link WalOptions#maxTotalBytes()}; they should be flushed.
     *
     * @return the generations, empty if the log is within its bounds
     */
    List<Long> laggards();

    /**
     * Continues after a failed sync, in a new segment. The caller has first made durable elsewhere whatever it still needs
     * of what was appended and not synced; the failed segment is kept until {@link #flushed} releases it.
     *
     * @throws IOException if no new segment can be prepared
     */
    void restart() throws IOException;

    /**
     * Returns whether a sync has failed and {@link #restart()} is needed.
     *
     * @return whether the log refuses appends
     */
    boolean hasFailed();

    /**
     * Returns the figures of the log.
     *
     * @return a snapshot of the counters
     */
    LogStatistics statistics();

    /**
     * Changes what can be changed while the log runs: fsync, the sync interval, the bound on the total size and the
     * segment size of later segments.
     *
     * @param options new options
     */
    void reconfigure(WalOptions options);

    /**
     * Syncs and closes. Appends and syncs that come later fail with a message that says the log is closed; none hangs.
     * Closing twice is allowed.
     *
     * @throws IOException if the last sync fails
     */
    @Override
    void close() throws IOException;
}
