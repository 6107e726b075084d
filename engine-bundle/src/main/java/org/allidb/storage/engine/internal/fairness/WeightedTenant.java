package org.allidb.storage.engine.internal.fairness;

import org.allidb.storage.api.TenantId;

/** A tenant that has a weight among others. */
public interface WeightedTenant {

    /** Returns the tenant. */
    TenantId id();

    /** Returns its weight now, at least 1; see {@link org.allidb.storage.api.TenantSettings#weight()}. */
    int weight();
}
