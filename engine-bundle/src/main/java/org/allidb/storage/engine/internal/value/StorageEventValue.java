package org.allidb.storage.engine.internal.value;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;

/** The engine's {@link StorageEvent}. */
public record StorageEventValue(
        Type type, long wallMillis, Optional<TenantId> tenant, String message, Map<String, Long> figures)
        implements StorageEvent {

    /** Copies what could change. */
    public StorageEventValue {
        figures = Map.copyOf(figures);
    }
}
