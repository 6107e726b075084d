package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;

/** The engine's {@link TenantInfo}. */
public record TenantInfoValue(
        TenantId id,
        long generation,
        TenantSettings settings,
        Optional<Suspension> suspension,
        boolean open,
        Instant created)
        implements TenantInfo {}
