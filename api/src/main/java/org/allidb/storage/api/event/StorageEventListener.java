package org.allidb.storage.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/** Receives events in the order of their happening, on a thread of the platform's own; must return quickly. */
@ConsumerType
@FunctionalInterface
public interface StorageEventListener {

    /**
     * Receives an event. What it throws is logged and otherwise ignored.
     *
     * @param event the event
     */
    void onEvent(StorageEvent event);
}
