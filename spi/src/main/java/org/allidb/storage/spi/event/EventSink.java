package org.allidb.storage.spi.event;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.osgi.annotation.versioning.ProviderType;

/** Where components report events. Never blocks and never throws; the engine stamps the time and delivers. */
@ProviderType
@FunctionalInterface
public interface EventSink {

    /**
     * Reports an event.
     *
     * @param type what happened
     * @param tenant whose, or empty
     * @param message one sentence without keys or values of rows
     * @param figures figures by name, unit in the name
     */
    void report(StorageEvent.Type type, Optional<TenantId> tenant, String message, Map<String, Long> figures);
}
