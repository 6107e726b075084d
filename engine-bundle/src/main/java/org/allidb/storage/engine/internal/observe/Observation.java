package org.allidb.storage.engine.internal.observe;

import org.allidb.storage.spi.event.EventSink;

/**
 * What a platform records of the work of all its tenants.
 *
 * @param events receives events
 * @param times measures operations
 * @param refusedWrites counts writes that were refused
 * @param leaks watches handles, cursors, readers and snapshots
 * @param access reports calls that were refused
 */
public record Observation(
        EventSink events,
        OperationTimes times,
        RefusedWriteCounter refusedWrites,
        LeakWatch leaks,
        RefusedAccess access) {}
