package org.allidb.storage.spi.wal;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.spi.entry.EntryBatch;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A write-ahead log for many streams (one stream for each tenant). Thread-safe.
 *
 * <ul>
 *   <li>A record is on stable storage when {@link #sync} of its position returns. A record whose writer does not wait
 *       for that is in the operating system's hands when {@link #append} returns: it survives the end of the process.
 *   <li>Group commit: of the threads that call {@link #sync}, one that finds no sync under way leads and syncs all that
 *       has been appended; the others wait for it. No thread is handed work.
 *   <li>A record is appended whole or not at all. A full disk is met when a segment is prepared, before a record of it
 *       is accepted: {@link org.allidb.storage.spi.vfs.NoSpaceException}, and appends work again when there is space.
 *   <li>After a failed sync nothing more is synced in that segment: everybody who waits, and every later append and
 *       sync, gets {@link FailedLogException} until {@link #restart()}.
 *   <li>An interrupt of a caller changes nothing for anybody; the interrupt status is kept.
 * </ul>
 */
@ProviderType
public interface WriteAheadLog extends AutoCloseable {

    /**
     * Appends a record.
     *
     * @param stream whose it is, greater than 0
     * @param lastSequence the greatest sequence in it; grows with each record of a stream
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
    long append(long stream, long lastSequence, byte[] record, int offset, int length, boolean syncFollows)
            throws IOException;

    /**
     * Waits until everything up to a position is on stable storage; leads the sync if nobody does.
     *
     * @param position what {@link #append} returned
     * @throws FailedLogException if the sync failed: whether the record survives is not known
     * @throws IOException if the log was closed before (says so)
     */
    void sync(long position) throws IOException;

    /**
     * The position up to which everything is on stable storage.
     *
     * @return a position
     */
    long syncedPosition();

    /**
     * A stream's records up to a sequence are durable elsewhere (in tables): they need no replay, and segments that hold
     * nothing else are released.
     *
     * @param stream the stream
     * @param throughSequence the greatest sequence that is flushed
     */
    void flushed(long stream, long throughSequence);

    /**
     * A stream is gone for good: none of its records is needed.
     *
     * @param stream the stream
     */
    void forget(long stream);

    /**
     * The streams that keep the oldest segments from being released although the log has grown beyond
     * {@link WalOptions#maxTotalBytes()}; they should be flushed.
     *
     * @return the streams, empty if the log is within its bounds
     */
    List<Long> laggards();

    /**
     * Goes on after a failed sync, in a new segment. The caller has first made durable elsewhere whatever it still needs
     * of what was appended and not synced; the failed segment is kept until {@link #flushed} releases it.
     *
     * @throws IOException if no new segment can be prepared
     */
    void restart() throws IOException;

    /**
     * Whether a sync has failed and {@link #restart()} is needed.
     *
     * @return whether the log refuses appends
     */
    boolean hasFailed();

    /**
     * Figures.
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
