package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.jspecify.annotations.Nullable;

/**
 * The uses of a platform's tenants. The first use of a tenant opens it, and it stays open as long as there is one.
 *
 * <p>A tenant is opened by one thread, which has its slot in {@link TenantSlots}, and with no lock held: it delays uses of the same
 * tenant, and no others. Thread-safe.
 */
final class TenantUses {

    private final TenantSlots slots;
    private final TenantOpener opener;
    private final TenantReplay replay;
    private final TenantGuard guard;
    private final IdleTenants idle;
    private final PlatformGate gate;
    private volatile @Nullable CommitLog sharedLog;

    /**
     * Creates the uses of tenants of which none is open. {@link #start} follows before the first use.
     *
     * @param opener opens the tenants
     * @param replay refuses those whose records could not be replayed
     * @param guard knows which there are
     * @param idle closes those that are used no more
     * @param gate keeps uses out when the platform is closed
     */
    TenantUses(
            TenantSlots slots,
            TenantOpener opener,
            TenantReplay replay,
            TenantGuard guard,
            IdleTenants idle,
            PlatformGate gate) {
        this.slots = slots;
        this.opener = opener;
        this.replay = replay;
        this.guard = guard;
        this.idle = idle;
        this.gate = gate;
    }

    /** Lets tenants be opened: the log of those that have none of their own is open. */
    void start(CommitLog log) {
        sharedLog = log;
    }

    /** Returns the log of the tenants that have none of their own. */
    CommitLog sharedLog() {
        CommitLog log = sharedLog;
        if (log == null) {
            throw new IllegalStateException("the log is not open");
        }
        return log;
    }

    /**
     * Begins a use of a tenant, and makes room for it.
     *
     * @param which finds the tenant; asked again if it is dropped before it is open
     * @return the use; empty if there is no such tenant
     */
    Optional<TenantUse> open(Supplier<Optional<TenantDescriptor>> which) throws IOException {
        Optional<TenantUse> use = use(which, this::released);
        use.ifPresent(opened -> idle.makeRoom());
        return use;
    }

    /** Begins a use at whose end the tenant is closed if it was not open before. No other tenant is closed to make room for it. */
    Optional<TenantUse> borrow(Supplier<Optional<TenantDescriptor>> which) throws IOException {
        return use(which, this::returned);
    }

    /**
     * Opens a tenant and closes it again if nothing else uses it, so that nothing of it is in the log alone. Does nothing if it
     * was dropped or is dropped meanwhile.
     */
    void openAndClose(long generation) throws IOException {
        try (Pass _ = gate.enter("flushing what the log keeps of a tenant", null)) {
            borrow(() -> guard.find(generation)).ifPresent(TenantUse::close);
        }
    }

    /** Uses a tenant if there is one; opens it if it is not open. */
    private Optional<TenantUse> use(Supplier<Optional<TenantDescriptor>> which, SlotRelease release)
            throws IOException {
        while (true) {
            Optional<TenantDescriptor> tenant = which.get();
            if (tenant.isEmpty()) {
                return Optional.empty();
            }
            replay.checkNotRefused(tenant.get());
            TenantSlots.Entry entry = slots.use(tenant.get().generation());
            assert slots.isNotHeld();
            TenantSlot slot = entry.slot();
            if (!entry.mustOpen() || open(slot, tenant.get())) {
                return Optional.of(new TenantUse(slot.opened().tree(), () -> release.released(slot, entry.mustOpen())));
            }
        }
    }

    /** Opens the tenant of a slot; false if it was dropped before the slot was taken. */
    private boolean open(TenantSlot slot, TenantDescriptor tenant) throws IOException {
        boolean opened = false;
        try {
            if (guard.find(tenant.generation()).isEmpty()) {
                return false;
            }
            OpenTenant open = opener.open(tenant, sharedLog());
            opened = slots.opened(slot, open);
            if (!opened) {
                StoreClosedException closed = PlatformGate.closedError();
                opener.close(open, closed);
                throw closed;
            }
            return true;
        } finally {
            if (!opened) {
                slots.finished(slot);
            }
        }
    }

    private void released(TenantSlot slot, boolean wasClosed) {
        slots.release(slot);
        idle.makeRoom();
    }

    private void returned(TenantSlot slot, boolean wasClosed) {
        slots.release(slot);
        if (wasClosed) {
            idle.closeIfIdle(slot);
        }
    }

    /** Ends the use of a slot. */
    @FunctionalInterface
    private interface SlotRelease {

        /** Ends it; says whether the tenant was opened for this use. */
        void released(TenantSlot slot, boolean wasClosed);
    }
}
