package org.allidb.storage.spi.entry;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Walks over the entries of one sorted source, a run at a time. So the calls across components are few, and the loops
 * inside them stay monomorphic. Used by one thread at a time; the thread that opened it keeps the source pinned.
 *
 * <ul>
 *   <li>Forward: keys ascending, versions of a key newest first. Reverse: exactly the opposite order.
 *   <li>Range tombstones are not among the entries; sources give them as a {@link RangeTombstoneSet}.
 *   <li>A new cursor stands before the first entry in its direction.
 * </ul>
 */
@ConsumerType
public interface RunCursor extends AutoCloseable {

    /**
     * Moves the cursor. Forward: before the first entry whose key is at or after the given one. Reverse: before (in
     * walking order) the last entry whose key is strictly before the given one.
     *
     * @param key array
     * @param offset start of the key
     * @param length its length in bytes
     * @throws IOException if the source cannot be read or is damaged
     */
    void seek(byte[] key, int offset, int length) throws IOException;

    /**
     * Clears the run and fills it with the next entries.
     *
     * @param run receives the entries; their values refer to the source and are valid while it is pinned
     * @param limit the most entries wanted, 1 to {@link EntryRun#CAPACITY}; fewer may come at any time
     * @return entries delivered; 0 only at the end
     * @throws IOException if the source cannot be read or is damaged at the next entry; what lies before is delivered
     *     by the call before. The call may be tried again
     */
    int fill(EntryRun run, int limit) throws IOException;

    /** Releases blocks and buffers. Closing twice is allowed. */
    @Override
    void close();
}
