package org.allidb.storage.server.internal.session;

import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;

/** The doors of the tenants that have connections. The last connection that leaves closes its tenant's. Thread-safe. */
final class TenantDoors {

    private final ConcurrentHashMap<Incarnation, TenantDoor> doors = new ConcurrentHashMap<>();
    private final PlatformGate gate;

    TenantDoors(PlatformGate gate) {
        this.gate = gate;
    }

    /**
     * A tenant as a key reaches it.
     *
     * @param tenant its id
     * @param generation its generation, or {@link #ANY}
     */
    record Incarnation(TenantId tenant, long generation) {

        /** The generation of a tenant that no key names. */
        static final long ANY = 0;
    }

    /** Counts a connection in by a key or certificate of a tenant. */
    TenantDoor enter(Pass pass) throws CommandException {
        TenantId tenant = pass.tenant().orElseThrow();
        return pass.generation() == Pass.ANY ? enter(tenant) : enter(new Incarnation(tenant, pass.generation()));
    }

    /** Counts a connection in to the tenant that is there now, by a key of the platform or a certificate. */
    TenantDoor enter(TenantId tenant) throws CommandException {
        long generation = gate.platform()
                .tenant(tenant)
                .orElseThrow(() -> new CommandException(
                        new Failure(FailureKind.UNKNOWN_TENANT, "there is no tenant of that name; create it first")))
                .generation();
        return enter(new Incarnation(tenant, generation));
    }

    /** Counts a connection in that needs no key, into a tenant that is created if there is none. */
    TenantDoor enterWithoutKey(TenantId tenant) throws CommandException {
        return enter(new Incarnation(tenant, Incarnation.ANY));
    }

    private TenantDoor enter(Incarnation incarnation) throws CommandException {
        int most = gate.options().maxConnectionsPerTenant();
        boolean[] entered = {false};
        TenantDoor door = doors.compute(incarnation, (id, present) -> {
            TenantDoor own = present == null ? new TenantDoor(id, gate) : present;
            entered[0] = own.enter(most);
            return own;
        });
        if (door == null || !entered[0]) {
            throw new CommandException(new Failure(
                    FailureKind.CONNECTIONS,
                    "max number of clients of this tenant reached; close some,"
                            + " or raise server.max_connections_per_tenant"));
        }
        return door;
    }

    /** Counts a connection out. */
    void leave(TenantDoor door) {
        doors.computeIfPresent(door.incarnation(), (id, present) -> {
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
