/**
 * The tenant guard {@code quota}. {@link org.allidb.storage.tenant.internal.QuotaGuard} knows the tenants;
 * {@link org.allidb.storage.tenant.internal.QuotaAccess} is the way to one of them.
 *
 * <p>The catalogue, {@code CATALOG} in the data directory, is an
 * {@link org.allidb.storage.kernel.editlog.EditLog} with the magic "ALLIDBCT", format version 1, owner 0. An edit, big-endian:
 *
 * <pre>
 *   next generation u64 | count u32 | for each: type u8
 *   type 1  a tenant, in the form of {@link org.allidb.storage.spi.tenant.TenantDescriptor}
 *   type 2  a tenant that is gone: generation u64
 * </pre>
 */
@NullMarked
package org.allidb.storage.tenant.internal;

import org.jspecify.annotations.NullMarked;
