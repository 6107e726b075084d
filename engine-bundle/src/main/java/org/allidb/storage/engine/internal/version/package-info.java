/**
 * Versions: which tables a tenant consists of at any moment. The manifest, {@code MANIFEST} in the tenant's directory, is
 * an {@link org.allidb.storage.kernel.editlog.EditLog} with the magic "ALLIDBMF", format version 1, owned by the tenant's
 * generation, whose edits are drawn at {@link org.allidb.storage.engine.internal.version.VersionEditCodec}.
 */
@NullMarked
package org.allidb.storage.engine.internal.version;

import org.jspecify.annotations.NullMarked;
