package org.allidb.storage.server.internal.session;

import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.server.internal.command.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * Tries a transaction until nothing that it has read was changed meanwhile. Each round one of those that contend succeeds. After two
 * failures it holds a lock of the row that was changed: with it those that failed there go one after the other. Used by one thread.
 */
final class Attempts {

    private static final int WITHOUT_LOCK = 2;
    /** So often a row changes under a lock only if programs of this process write it in a loop. */
    private static final int MOST = 1_000;

    /** What is tried. */
    interface Attempt {
        void make() throws CommandException;
    }

    private final Contention contention;
    private final TenantId tenant;

    Attempts(Contention contention, TenantId tenant) {
        this.contention = contention;
        this.tenant = tenant;
    }

    /** Tries until it succeeds. */
    void run(Attempt attempt) throws CommandException {
        ReentrantLock held = null;
        try {
            for (int made = 1; ; made++) {
                ConditionFailedException conflict = make(attempt);
                if (conflict == null) {
                    return;
                }
                if (made == MOST) {
                    throw conflict;
                }
                if (made >= WITHOUT_LOCK && held == null) {
                    held = contention.lock(tenant, conflict.key());
                    held.lock();
                }
            }
        } finally {
            if (held != null) {
                held.unlock();
            }
        }
    }

    private static @Nullable ConditionFailedException make(Attempt attempt) throws CommandException {
        try {
            attempt.make();
            return null;
        } catch (ConditionFailedException e) {
            return e;
        }
    }
}
