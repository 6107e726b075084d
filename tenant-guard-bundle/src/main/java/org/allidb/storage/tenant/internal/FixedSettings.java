package org.allidb.storage.tenant.internal;

import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** The settings of a tenant that are decided when it is created. */
final class FixedSettings {

    private FixedSettings() {}

    /**
     * Checks that settings differ in none of them.
     *
     * @throws InvalidArgumentException if one differs; says which
     */
    static void check(TenantDescriptor tenant, TenantSettings settings) {
        if (settings.dedicatedLog() != tenant.settings().dedicatedLog()) {
            throw new InvalidArgumentException("whether tenant '" + tenant.id()
                    + "' has a log of its own is decided when it is created; create another tenant and copy");
        }
        if (settings.encrypted() != tenant.settings().encrypted()) {
            throw new InvalidArgumentException("whether tenant '" + tenant.id()
                    + "' is encrypted is decided when it is created; create another tenant and copy its rows");
        }
    }
}
