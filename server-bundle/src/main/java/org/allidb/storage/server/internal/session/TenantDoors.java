package org.allidb.storage.server.internal.session;

import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.server.internal.command.CommandException;

/** The doors of the tenants that have connections. The last connection that leaves closes its tenant's. Thread-safe. */
final class TenantDoors {

    private final ConcurrentHashMap<TenantId, TenantDoor> doors = new ConcurrentHashMap<>();
    private final PlatformGate gate;

    TenantDoors(PlatformGate gate) {
        this.gate = gate;
    }

    /** Counts a connection in. */
    TenantDoor enter(TenantId tenant, boolean created) throws CommandException {
        int most = gate.options().maxConnectionsPerTenant();
        boolean[] entered = {false};
        TenantDoor door = doors.compute(tenant, (id, present) -> {
            TenantDoor own = present == null ? new TenantDoor(id, created, gate) : present;
            entered[0] = own.enter(most);
            return own;
        });
        if (door == null || !entered[0]) {
            throw new CommandException("ERR max number of clients of this tenant reached; close some,"
                    + " or raise server.max_connections_per_tenant");
        }
        return door;
    }

    /** Counts a connection out. */
    void leave(TenantDoor door) {
        doors.computeIfPresent(door.tenant(), (id, present) -> {
            if (!present.leave()) {
                return present;
            }
            present.close();
            return null;
        });
    }

    /** Forgets all stores. */
    void close() {
        doors.values().forEach(TenantDoor::close);
    }
}
