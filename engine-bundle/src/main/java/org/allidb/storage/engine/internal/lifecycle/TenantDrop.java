package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.lifecycle.TenantSlot.State;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/** Drops tenants, open or not. Thread-safe. */
final class TenantDrop {

    private final TenantGuard guard;
    private final TenantSlots slots;
    private final TenantOpener opener;
    private final TenantReplay replay;
    private final Logs logs;

    TenantDrop(TenantGuard guard, TenantSlots slots, TenantOpener opener, TenantReplay replay, Logs logs) {
        this.guard = guard;
        this.slots = slots;
        this.opener = opener;
        this.replay = replay;
        this.logs = logs;
    }

    /** Drops a tenant, with the handles of it that are open. */
    void run(TenantId id, CommitLog shared) throws IOException {
        TenantDescriptor tenant = guard.find(id).orElseThrow(() -> unknown(id));
        long generation = tenant.generation();
        TenantSlot slot = slots.claim(generation, State.DROPPING);
        assert slots.isNotHeld();
        try {
            if (guard.find(generation).isEmpty()) {
                // by another thread, before this one had the slot
                throw unknown(id);
            }
            if (slot.tenant == null) {
                guard.drop(id);
                shared.forget(generation);
                replay.forget(generation);
            } else {
                dropOpen(tenant, slot.opened());
            }
            if (tenant.settings().dedicatedLog()) {
                logs.forget(generation);
            }
        } finally {
            if (opener.isOpen(generation)) {
                slots.reopened(slot);
            } else {
                slots.finished(slot);
            }
        }
    }

    private void dropOpen(TenantDescriptor tenant, OpenTenant open) throws IOException {
        try {
            open.tree().drop(() -> {
                // its files go with the tenant's directory, so it must be closed before
                open.closeOwnLog();
                guard.drop(tenant.id());
            });
            opener.forget(tenant.generation());
        } catch (IOException | RuntimeException | Error e) {
            if (open.ownLog() != null || guard.find(tenant.generation()).isEmpty()) {
                // it cannot continue without its log, which the next open replays, or without its files
                opener.close(open, e);
            }
            throw e;
        }
    }

    static TenantUnknownException unknown(TenantId id) {
        return new TenantUnknownException(id, "there is no tenant '" + id + "'; create it first, or check the id");
    }
}
