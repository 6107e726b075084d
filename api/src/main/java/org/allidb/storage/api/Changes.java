package org.allidb.storage.api;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A reader of a tenant's {@link ChangeFeed}. Used by one thread at a time. It keeps no file and no row from being deleted, so that one
 * which is slow or forgotten costs nothing but its own memory: 256 KiB, and the largest batch that it meets.
 *
 * <p>Errors of {@link #next}, beside those of {@link TenantStore}: {@link ChangesLostException}. After any error the position is as it
 * was before the call.
 */
@ProviderType
public interface Changes extends AutoCloseable {

    /**
     * Returns the next batch, and waits for it if there is none yet. Asks for a sync of the log if there is a batch that is visible and
     * not durable. Beside that it waits for no writer, and no writer for it.
     *
     * @param wait how long to wait at most, beside a sync; nothing or less does not wait. An interrupt ends the wait and is kept
     * @return the batch; empty if there is none in that time
     * @throws ChangesLostException if the feed has no unbroken sequence of changes from the position on
     * @throws StoreClosedException if this was closed
     */
    Optional<ChangeBatch> next(Duration wait);

    /** {@return the position behind the last batch that was returned; at first the one that was asked for} */
    ChangePosition position();

    /** Closes the reader. Closing twice is allowed. */
    @Override
    void close();
}
