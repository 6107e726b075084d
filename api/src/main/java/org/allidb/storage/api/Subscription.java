package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** Ends when it is closed. */
@ProviderType
public interface Subscription extends AutoCloseable {

    /** Ends it. Closing twice is allowed. */
    @Override
    void close();
}
