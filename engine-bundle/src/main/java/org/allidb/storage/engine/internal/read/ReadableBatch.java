package org.allidb.storage.engine.internal.read;

import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.WriteBatch;

/** A batch that can be read through. */
public interface ReadableBatch extends WriteBatch {

    /** Returns whether it was made for a tenant. */
    boolean isFor(TenantId tenant);

    /** Returns its changes, which are kept up to date from now on. */
    PendingChanges pending();
}
