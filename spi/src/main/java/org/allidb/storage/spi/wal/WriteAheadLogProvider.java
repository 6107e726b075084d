package org.allidb.storage.spi.wal;

import java.io.IOException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens write-ahead logs; built in is {@code segmented}. */
@ConsumerType
public interface WriteAheadLogProvider extends Provider {

    /**
     * Opens the log in a directory, creating it if it is empty, and replays what is not known to be flushed.
     *
     * <p>A file that the anchor names and that is missing, another log's or older than it should be fails the open, and so
     * does an anchor whose bytes this provider does not understand.
     *
     * <p>A torn tail of what was never acknowledged as synced is sealed off. Damage below the offset known to be
     * synced, or an input error, fails the open and changes nothing.
     *
     * @param directory the log's own directory
     * @param anchor what is known of the log outside of its directory
     * @param options how it works
     * @param runtime time and threads
     * @param replay receives the records in the order in which they were appended, before this method returns
     * @return the log, ready for appends
     * @throws DamagedLogException if acknowledged records or files are damaged, missing or another log's, or of a newer
     *     format
     * @throws IOException if the log cannot be read or written, or the replay fails
     */
    WriteAheadLog open(Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException;

    /**
     * Reads the log in a directory, which another process may be appending to, and changes nothing. Delivers every record
     * that was synced before the call and is not known to be flushed, and possibly later ones, but none without those
     * before it.
     *
     * @param directory the log's own directory; if it is missing, it was lost with all that was in it
     * @param anchor what is known of the log outside of its directory, as it was just read
     * @param replay receives the records in the order in which they were appended; to be ignored if this fails
     * @throws java.nio.file.NoSuchFileException if a file was removed meanwhile; the call can be repeated
     * @throws DamagedLogException if acknowledged records are damaged or missing, or are being written right now; the call
     *     can be repeated with the anchor read again
     * @throws IOException if the log cannot be read, the replay fails, or this log has to write to be read
     */
    default void read(Vfs directory, LogAnchor anchor, LogReplay replay) throws IOException {
        throw new IOException(
                "the log '" + name() + "' cannot be read where nothing is written; open the directory once with"
                        + " StoragePlatform.open and engine.left_in_log_mb = 0, and close it, so that the"
                        + " log is empty");
    }
}
