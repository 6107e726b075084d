package org.allidb.storage.spi.replication;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.osgi.annotation.versioning.ProviderType;

/** An open data directory whose tenants can be replicas: what a cluster commits is applied to them. Thread-safe. */
@ProviderType
public interface ReplicaEngine {

    /** {@return the data directory as a platform of this machine alone} */
    StoragePlatform platform();

    /**
     * Returns the side of a tenant that a cluster sees.
     *
     * @param store a store of {@link #platform()}; closing it ends what is returned
     * @return the replica
     * @throws org.allidb.storage.api.InvalidArgumentException if the store is not of that platform, or does not take writes
     */
    ReplicaStore replica(TenantStore store);

    /**
     * Checks settings before they are proposed: what they name must be there, or no node could apply them.
     *
     * @param id the tenant
     * @param settings its settings
     * @throws org.allidb.storage.api.StorageException if they cannot be applied here
     */
    void checkSettings(TenantId id, TenantSettings settings);
}
