package org.allidb.storage.engine.internal;

import java.nio.file.Path;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** Opens a data directory as its configuration says: alone, or as a node of a cluster. */
public final class ConfiguredOpening {

    private ConfiguredOpening() {}

    /**
     * Opens a data directory, and joins the cluster that the configuration names, if it names one.
     *
     * @param path the directory
     * @param configuration the configuration
     * @param providers the installed providers
     * @param origins finds where providers come from
     * @return the platform as programs see it
     */
    public static StoragePlatform open(
            Path path, StorageConfiguration configuration, ProviderRegistry providers, Origins origins) {
        if (ComponentKind.REPLICATION.isNone(configuration.cluster().provider())) {
            return LsmPlatform.open(path, configuration, providers, origins);
        }
        if (!configuration.declaredTenants().isEmpty()) {
            throw new InvalidArgumentException(
                    "tenants are declared in the configuration of a node of a cluster, where each node would create"
                            + " them by itself; create them by a call at any node");
        }
        StorageRuntime runtime = providers.named(ComponentKind.RUNTIME, configuration);
        LsmPlatform alone = LsmPlatform.open(path, configuration, providers, origins);
        try {
            return providers
                    .named(ComponentKind.REPLICATION, configuration)
                    .join(new Replicas(alone), path, configuration.cluster(), runtime);
        } catch (RuntimeException | Error e) {
            alone.close();
            throw e;
        }
    }

    /** A platform whose tenants can be replicas. */
    private record Replicas(LsmPlatform platform) implements ReplicaEngine {

        @Override
        public ReplicaStore replica(TenantStore store) {
            if (store instanceof TenantHandle handle) {
                return handle.replica();
            }
            throw new InvalidArgumentException("a replica is a store that this platform has opened");
        }

        @Override
        public void checkSettings(TenantId id, TenantSettings settings) {
            // refuses callers that work for another tenant
            platform.tenant(id);
            platform.choices().check(id, settings);
        }
    }
}
