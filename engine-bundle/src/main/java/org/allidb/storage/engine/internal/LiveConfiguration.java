package org.allidb.storage.engine.internal;

import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;

/** The configuration in force, which is replaced as a whole. Thread-safe. */
public final class LiveConfiguration implements Supplier<StorageConfiguration> {

    private volatile StorageConfiguration inForce;

    /**
     * Puts the first configuration in force.
     *
     * @param first the one that a data directory is opened with
     */
    public LiveConfiguration(StorageConfiguration first) {
        this.inForce = first;
    }

    /** Returns the configuration in force. */
    @Override
    public StorageConfiguration get() {
        return inForce;
    }

    /** Puts another configuration in force. */
    void set(StorageConfiguration next) {
        inForce = next;
    }
}
