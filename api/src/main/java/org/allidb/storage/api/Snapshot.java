package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The state of a tenant at one moment: exactly the batches that were visible then. Must be closed, because it keeps old
 * versions from being dropped; cursors opened from it may outlive it.
 */
@ProviderType
public interface Snapshot extends ReadView, AutoCloseable {

    /**
     * Returns the last sequence that it sees.
     *
     * @return the sequence
     */
    long sequence();

    /** Releases the state. Closing twice is allowed; reading afterwards throws {@link StoreClosedException}. */
    @Override
    void close();
}
