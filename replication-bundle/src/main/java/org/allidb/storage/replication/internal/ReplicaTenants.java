package org.allidb.storage.replication.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;

/**
 * The tenants of a shard that were written to lately, open for the thread that applies its log. Of the others all is synced. Used by that
 * thread alone.
 */
final class ReplicaTenants implements AutoCloseable {

    private static final int MOST_OPEN = 1_000;

    private final ReplicaEngine engine;
    /** The open ones, those that were used longest ago first. */
    private final Map<TenantId, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    ReplicaTenants(ReplicaEngine engine) {
        this.engine = engine;
    }

    /** A tenant that is open. */
    private record Open(TenantStore store, ReplicaStore replica) {}

    /** Returns a tenant, if there is one of the id. */
    Optional<ReplicaStore> find(TenantId id) {
        Open known = open.get(id);
        if (known != null) {
            return Optional.of(known.replica);
        }
        TenantStore store;
        try {
            store = engine.platform().open(id);
        } catch (TenantUnknownException e) {
            return Optional.empty();
        }
        return Optional.of(adopt(store));
    }

    /** Takes a store over, which is closed with this. */
    ReplicaStore adopt(TenantStore store) {
        Open added = new Open(store, engine.replica(store));
        open.put(store.id(), added);
        if (open.size() > MOST_OPEN) {
            Iterator<Open> oldest = open.values().iterator();
            Open evicted = oldest.next();
            evicted.store.sync();
            oldest.remove();
            evicted.store.close();
        }
        return added.replica;
    }

    /** Forgets a tenant, which is to be dropped. */
    void forget(TenantId id) {
        Open known = open.remove(id);
        if (known != null) {
            known.store.close();
        }
    }

    /** Makes all that was applied durable. */
    void sync() {
        open.values().forEach(each -> each.store.sync());
    }

    @Override
    public void close() {
        open.values().forEach(each -> each.store.close());
        open.clear();
    }
}
