package org.allidb.storage.spi.tenant;

import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;

/**
 * A tenant as the catalogue knows it.
 *
 * @param id its id
 * @param generation number of this incarnation, greater than 0, never used twice in a data directory
 * @param settings its settings
 * @param suspended whether it is suspended
 * @param createdMillis when it was created, wall time in milliseconds
 */
public record TenantDescriptor(
        TenantId id, long generation, TenantSettings settings, boolean suspended, long createdMillis) {

    /**
     * The name of its directory below {@code tenants}.
     *
     * @return {@code id.generation}
     */
    public String directory() {
        return id.value() + "." + generation;
    }
}
