package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.TenantId;

/** The engine's {@link MissingComponent}. */
public record MissingComponentValue(String component, String name, List<String> parameters, List<TenantId> tenants)
        implements MissingComponent {}
