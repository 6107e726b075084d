package org.allidb.storage.api;

import java.time.Instant;

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
public record TenantInfo(
        TenantId id, long generation, TenantSettings settings, boolean suspended, boolean open, Instant created) {}
