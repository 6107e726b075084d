package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.ComponentInfo;

/** The engine's {@link ComponentInfo}. */
public record ComponentInfoValue(
        String component, String name, String implementation, String version, String origin, boolean inUse)
        implements ComponentInfo {}
