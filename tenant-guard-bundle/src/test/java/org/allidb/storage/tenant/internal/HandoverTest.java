package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.Handover;
import org.allidb.storage.spi.tenant.Handover.Role;
import org.allidb.storage.spi.tenant.PreparedTenant;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

/** A tenant that is handed over refuses what it is not to take, over restarts, and says why. */
class HandoverTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final StrictMemVfs device = new StrictMemVfs();
    private final ManualClock clock = new ManualClock();
    private final List<String> events = new ArrayList<>();
    private final TenantDescriptor other = TenantDescriptor.of(ACME, 7, TenantSettings.DEFAULTS, 99);

    @Test
    void leavingTenantIsReadAndTakesNoWritesAlsoAfterARestart() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        access.admitWrite(1, 1, true);
        guard.handOver(ACME, now -> now.withHandover(handover(Role.LEAVING)));
        checkLeaving(guard, access);
        access.close();
        guard.close();
        TenantGuard again = open(device);
        checkLeaving(again, again.access(ACME));
        again.handOver(ACME, now -> now.withHandover(Optional.empty()));
        again.access(ACME).admitWrite(1, 1, true);
    }

    private void checkLeaving(TenantGuard guard, TenantAccess access) {
        access.admitRead(1);
        String told =
                "tenant 'acme' takes no writes, because it moves to another data directory. If no move is under way,"
                    + " finish it (tenant-move in the shell, StoragePlatform.move) or undo it (tenant-move --abandon,"
                    + " StoragePlatform.abandonMove)";
        assertEquals(
                told,
                assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, false))
                        .getMessage());
        assertEquals(
                told,
                assertThrows(TenantSuspendedException.class, () -> guard.update(ACME, TenantSettings.DEFAULTS))
                        .getMessage());
        assertThrows(TenantSuspendedException.class, () -> guard.setSuspension(ACME, Optional.empty()));
        TenantDescriptor now = guard.find(ACME).orElseThrow();
        assertTrue(now.handover().orElseThrow().isWith(other));
        assertFalse(now.handover().orElseThrow().isWith(TenantDescriptor.of(ACME, 7, TenantSettings.DEFAULTS, 98)));
        assertEquals(
                "read_only by its move to another data directory since 1970-01-01T00:00:01Z",
                now.shownSuspension().orElseThrow().toString());
    }

    @Test
    void arrivingTenantTakesNoOperationsAndKeepsItsSuspension() throws IOException {
        Suspension suspension = Suspension.of(Suspension.Mode.READ_ONLY, "a person", Instant.EPOCH);
        TenantGuard guard = open(device);
        try (PreparedTenant prepared = guard.prepare(ACME, TenantSettings.DEFAULTS)) {
            prepared.complete(
                    entry -> entry.withSuspension(Optional.of(suspension)).withHandover(handover(Role.ARRIVING)));
        }
        guard.close();
        TenantGuard again = open(device);
        TenantDescriptor arriving = again.find(ACME).orElseThrow();
        assertTrue(arriving.closed());
        assertEquals(
                "tenant 'acme' takes no operations, because its move from another data directory has not ended. If no"
                    + " move is under way, finish it there (tenant-move in the shell, StoragePlatform.move) or undo it"
                    + " there (tenant-move --abandon, StoragePlatform.abandonMove)",
                assertThrows(
                                TenantSuspendedException.class,
                                () -> again.access(ACME).admitRead(0))
                        .getMessage());
        again.handOver(ACME, now -> now.withHandover(Optional.empty()));
        assertEquals(Optional.of(suspension), again.find(ACME).orElseThrow().shownSuspension());
        again.access(ACME).admitRead(0);
    }

    @Test
    void handoverThatMayBeOnTheDiskIsInForce() throws IOException {
        boolean[] broken = new boolean[1];
        FaultPlan plan = (operation, name) -> {
            if (broken[0] && operation == FaultPlan.Operation.SYNC) {
                throw new IOException("Input/output error");
            }
        };
        TenantGuard guard = open(new FaultyVfs(device, plan));
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        broken[0] = true;
        assertThrows(IOException.class, () -> guard.handOver(ACME, now -> now.withHandover(handover(Role.LEAVING))));
        assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, true));
        assertThrows(IOException.class, () -> guard.handOver(ACME, now -> now.withHandover(Optional.empty())));
        assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, true));
        broken[0] = false;
        guard.handOver(ACME, now -> now.withHandover(Optional.empty()));
        access.admitWrite(1, 1, true);
        assertEquals(Optional.empty(), open(device).find(ACME).orElseThrow().handover());
    }

    @Test
    void accessOfALeavingTenantThatIsDroppedSaysThatItWasMoved() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        guard.handOver(ACME, now -> now.withHandover(handover(Role.LEAVING)));
        guard.drop(ACME);
        assertEquals(
                "tenant 'acme' was moved to another data directory; open it there, this handle is of no use any more",
                assertThrows(TenantUnknownException.class, () -> access.admitRead(1))
                        .getMessage());
        assertEquals("tenant 'acme' was moved to another data directory", events.getLast());
    }

    private Optional<Handover> handover(Role role) {
        return Optional.of(Handover.of(role, other, 1_000));
    }

    private TenantGuard open(Vfs files) throws IOException {
        return new QuotaGuardProvider()
                .open(
                        files,
                        TenantOptions.DEFAULTS,
                        new TestRuntime(clock),
                        (type, tenant, message, figures) -> events.add(message));
    }
}
