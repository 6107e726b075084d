package org.allidb.storage.spi.runtime;

import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/** Time and threads, handed to every component when it is opened. The local one is part of the vfs bundle. */
@ConsumerType
public interface StorageRuntime extends Provider {

    /**
     * Returns the clock.
     *
     * @return always the same clock
     */
    StorageClock clock();

    /**
     * Returns the source of threads.
     *
     * @return always the same factory
     */
    ExecutorFactory executors();
}
