package org.allidb.storage.engine.internal;

import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * What an open data directory consists of, for the types that compose a platform and close it.
 *
 * @param directory the directory, locked
 * @param services the machinery besides the tenants
 * @param guard the catalogue, quotas and directories of tenants
 * @param tenants the open tenants
 * @param log the log that tenants share
 * @param gate keeps calls out when the platform is closed
 */
record OpenDirectory(
        StorageDirectory directory,
        PlatformServices services,
        TenantGuard guard,
        OpenTenants tenants,
        CommitLog log,
        PlatformGate gate) {}
