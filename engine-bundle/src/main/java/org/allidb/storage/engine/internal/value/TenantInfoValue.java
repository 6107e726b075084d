package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;

/** The engine's {@link TenantInfo}. */
public record TenantInfoValue(
        TenantId id, long generation, TenantSettings settings, boolean suspended, boolean open, Instant created)
        implements TenantInfo {}
