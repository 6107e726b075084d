package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.lifecycle.TenantSlot.State;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * Has another log provider take over, for the shared log and for each log of a tenant's own. It is told of nothing that the
 * logs before it hold, so everything in them goes to tables first. Used by one thread at a time.
 */
final class LogReplacement {

    private final TenantUses uses;
    private final TenantSlots slots;
    private final TenantReplay replay;
    private final KeptRecords kept;
    private final Logs logs;

    LogReplacement(TenantUses uses, TenantSlots slots, TenantReplay replay, KeptRecords kept, Logs logs) {
        this.uses = uses;
        this.slots = slots;
        this.replay = replay;
        this.kept = kept;
        this.logs = logs;
    }

    /** Replaces all logs. After a failure those that were not reached are as before. */
    void run(CommitLog shared, Vfs root) throws IOException {
        Optional<TenantId> refused = replay.anyRefused();
        if (refused.isPresent()) {
            throw new IOException("the log holds what was acknowledged to tenant '" + refused.get()
                    + "', which is refused since the data directory was opened; mend it and open the data directory"
                    + " again, or drop it, then another log can take over");
        }
        for (long generation : kept.generations()) {
            uses.openAndClose(generation);
        }
        logs.replace(shared, root, LogRegister.SHARED);
        for (long generation : slots.generations()) {
            Optional<TenantSlot> slot = slots.claimIfOpen(generation, State.REPLACING_LOG);
            if (slot.isPresent()) {
                try {
                    replaceOwn(slot.get().opened());
                } finally {
                    slots.reopened(slot.get());
                }
            }
        }
    }

    private void replaceOwn(OpenTenant tenant) throws IOException {
        if (tenant.ownLog() != null) {
            logs.replace(
                    tenant.ownLog(),
                    tenant.tree().access().admittedFiles(),
                    tenant.tree().generation());
        }
    }
}
