package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;

/**
 * Closes tenants that nothing uses while more are open than {@code tenants.max_open} allows, those idle longest first.
 * It does so on threads of its own, because a close waits for a flush and for the tenant's compactions. A thread that
 * opens another tenant does not wait for that. So for a while more may be open. Thread-safe.
 */
final class IdleTenants {

    private static final Logger LOG = System.getLogger(IdleTenants.class.getName());
    private static final int MOST_AT_ONCE = 4;

    private final TenantSlots slots;
    private final TenantOpener opener;
    private final PlatformGate gate;
    private final Executor threads;
    private final IntSupplier maxOpen;
    private final EventSink events;

    /**
     * Creates the closer of a platform's idle tenants.
     *
     * @param threads close them
     * @param maxOpen returns how many tenants may be open
     * @param events receives failures
     */
    IdleTenants(
            TenantSlots slots,
            TenantOpener opener,
            PlatformGate gate,
            Executor threads,
            IntSupplier maxOpen,
            EventSink events) {
        this.maxOpen = maxOpen;
        this.events = events;
        this.slots = slots;
        this.opener = opener;
        this.gate = gate;
        this.threads = threads;
    }

    /** Has idle tenants closed if too many are open. Returns at once. */
    void makeRoom() {
        if (slots.needsEvictor(maxOpen.getAsInt(), MOST_AT_ONCE)) {
            try {
                threads.execute(this::evict);
            } catch (RejectedExecutionException e) {
                // the platform is being closed, and closes all
                slots.evictorEnded();
            }
        }
    }

    /** Closes a tenant that was opened for a while, unless something else uses it now. */
    void closeIfIdle(TenantSlot slot) {
        try (PlatformGate.Pass _ = gate.enter("closing an idle", null)) {
            if (slots.claimIfIdle(slot)) {
                close(slot);
            }
        } catch (StoreClosedException e) {
            LOG.log(Level.DEBUG, "the platform is being closed, and closes all", e);
        }
    }

    private void evict() {
        try (PlatformGate.Pass _ = gate.enter("closing idle tenants", null)) {
            // one that cannot be closed is idle as before; each thread tries it once
            Set<TenantSlot> tried = new HashSet<>();
            Optional<TenantSlot> longestIdle = slots.claimIdle(maxOpen.getAsInt(), tried);
            while (longestIdle.isPresent()) {
                tried.add(longestIdle.get());
                close(longestIdle.get());
                longestIdle = slots.claimIdle(maxOpen.getAsInt(), tried);
            }
        } catch (StoreClosedException e) {
            LOG.log(Level.DEBUG, "the platform is being closed, and closes all", e);
        }
    }

    private void close(TenantSlot slot) {
        assert slots.isNotHeld();
        OpenTenant tenant = slot.opened();
        TenantId id = tenant.tree().id();
        boolean closed = false;
        try {
            closed = tenant.tree().closeIdle();
            if (closed) {
                tenant.closeOwnLog();
            }
        } catch (IOException | RuntimeException | Error e) {
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.of(id),
                    "the idle tenant '" + id + "' could not be closed: " + e.getMessage(),
                    Map.of());
        } finally {
            if (closed) {
                opener.forget(slot.generation);
                slots.finished(slot);
            } else {
                slots.reopened(slot);
            }
        }
    }
}
