package org.allidb.storage.engine.internal.tools;

import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * What the repairs of all tenants share.
 *
 * @param guard of the new directory
 * @param inspectors what can look at files
 * @param parts read and write tables
 * @param encryption gives encrypted tenants new keys
 * @param findings what could not be saved
 */
record RepairTools(
        TenantGuard guard, Inspectors inspectors, RepairParts parts, Encryption encryption, Findings findings) {}
