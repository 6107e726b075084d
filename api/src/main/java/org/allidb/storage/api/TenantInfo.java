package org.allidb.storage.api;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant in the catalogue.
 *
 * @param id its id
 * @param generation number of this incarnation
 * @param settings its settings
 * @param suspended whether it is suspended
 * @param open whether it is open
 * @param created when it was created
 */
@ProviderType
public record TenantInfo(
        TenantId id, long generation, TenantSettings settings, boolean suspended, boolean open, Instant created) {}
