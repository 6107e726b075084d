/**
 * The tenant guard. The catalogue, {@code CATALOG} in the data directory, is an
 * {@link org.allidb.storage.spi.vfs.EditLog} with the magic "ALLIDBCT", format version 1, owner 0. An edit, big-endian:
 *
 * <pre>
 *   next generation u64 | count u32 | for each: type u8
 *   type 1  a tenant: generation u64 | id utf | suspended u8 | created u64 | dedicated log u8
 *           | disk, write buffer, ops a second, bytes a second u64 | cursors, snapshots u32 | row bytes u64
 *           | declared vectors u32, for each: name utf, dimension u32
 *   type 2  a tenant that is gone: generation u64
 *   utf     length in bytes u16 | modified UTF-8
 * </pre>
 */
@NullMarked
package org.allidb.storage.tenant.internal;

import org.jspecify.annotations.NullMarked;
