package org.allidb.storage.engine.internal.lifecycle;

import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one generation of a tenant. A slot goes from {@link State#OPENING} to {@link State#OPEN}, and from
 * there to work that one thread does alone. It ends in {@link State#GONE}; a thread that finds it gone looks for
 * another. All fields are guarded by the lock of {@link TenantSlots}.
 */
final class TenantSlot {

    /** What is done to a tenant, each by one thread. */
    enum State {
        /** Its tables and its log are being opened. */
        OPENING,
        /** It takes operations. */
        OPEN,
        /** Another log takes over from its own. */
        REPLACING_LOG,
        /** It is flushed and closed. */
        CLOSING,
        /** It is being removed. */
        DROPPING,
        /** It is in this slot no more. */
        GONE
    }

    final long generation;
    /** Signalled at each change of the state. */
    final Condition changed;

    State state;

    @Nullable
    OpenTenant tenant;
    /** Handles, scrubs and backups that need it open. */
    int uses;

    TenantSlot(long generation, State state, Condition changed) {
        this.generation = generation;
        this.state = state;
        this.changed = changed;
    }

    /** Returns the tenant, for the thread that uses it or has it in work. */
    OpenTenant opened() {
        OpenTenant opened = tenant;
        if (opened == null) {
            throw new IllegalStateException("generation " + generation + " is not open but " + state);
        }
        return opened;
    }

    /** Returns whether a thread is at work on the tenant, whose end others have to wait for. */
    boolean isInWork() {
        return state != State.OPEN && state != State.GONE;
    }
}
