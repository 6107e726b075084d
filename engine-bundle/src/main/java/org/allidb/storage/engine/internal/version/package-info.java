/**
 * Versions: which tables a tenant consists of at any moment. The manifest is {@code MANIFEST} in the tenant's
 * directory. It is an {@link org.allidb.storage.kernel.editlog.EditLog} with the magic "ALLIDBMF" and format version 1,
 * owned by the tenant's generation. Its edits are drawn at
 * {@link org.allidb.storage.engine.internal.version.VersionEditCodec}.
 */
@NullMarked
package org.allidb.storage.engine.internal.version;

import org.jspecify.annotations.NullMarked;
