package org.allidb.storage.engine.internal.move;

import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * One of the two open data directories of a move.
 *
 * @param guard its catalogue
 * @param tenants its tenants
 * @param gate says when it is closed
 * @param parts its parts
 */
public record MoveSide(TenantGuard guard, OpenTenants tenants, PlatformGate gate, PartsInUse parts) {

    Optional<TenantDescriptor> find(TenantId id) {
        return guard.find(id);
    }
}
