package org.allidb.storage.engine.internal.value;

import java.util.Optional;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.TenantId;

/** The engine's {@link Finding}. */
public record FindingValue(
        Severity severity, Optional<TenantId> tenant, String file, long offset, String what, String meaning)
        implements Finding {}
