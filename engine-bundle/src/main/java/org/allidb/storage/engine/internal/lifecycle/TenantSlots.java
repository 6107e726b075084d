package org.allidb.storage.engine.internal.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.engine.internal.lifecycle.TenantSlot.State;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all tenants that are open or in work. The lock guards these maps alone and is held for nanoseconds. Work
 * on a tenant, with foreign code and files, is done without it, by the thread that brought the slot into that state.
 * Others that need the same tenant wait for a change of its slot, and for no other. Thread-safe.
 */
final class TenantSlots {

    /** Above every other lock of the engine: nothing is called while it is held. */
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Long, TenantSlot> slots = new HashMap<>();
    /** Open and without a use, the one that is idle longest first. */
    @GuardedBy("lock")
    private final Set<TenantSlot> idle = new LinkedHashSet<>();

    /** How many tenants are open. */
    @GuardedBy("lock")
    private int open;

    /** How many threads close idle tenants. */
    @GuardedBy("lock")
    private int evictors;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Uses a tenant. Waits for work on the same tenant.
     *
     * @return its slot; {@link #opened} or {@link #finished} follows if the caller is to open it, {@link #release} if not
     */
    Entry use(long generation) {
        lock.lock();
        try {
            TenantSlot slot = awaitNoWork(generation);
            checkOpen();
            if (slot == null) {
                return new Entry(add(generation, State.OPENING), true);
            }
            slot.uses++;
            idle.remove(slot);
            return new Entry(slot, false);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A slot that is used.
     *
     * @param slot the slot
     * @param mustOpen whether the caller is to open the tenant
     */
    record Entry(TenantSlot slot, boolean mustOpen) {}

    /**
     * Records that a tenant is open; the opener uses it.
     *
     * @return whether it may stay open; if not, the platform was closed meanwhile, and the opener closes the tenant
     */
    boolean opened(TenantSlot slot, OpenTenant tenant) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            slot.tenant = tenant;
            slot.uses = 1;
            open++;
            change(slot, State.OPEN);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a tenant that was opened by the replay and that nothing uses yet. */
    void replayed(long generation, OpenTenant tenant) {
        lock.lock();
        try {
            TenantSlot slot = add(generation, State.OPEN);
            slot.tenant = tenant;
            open++;
            idle.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a use. */
    void release(TenantSlot slot) {
        lock.lock();
        try {
            slot.uses--;
            if (slot.uses == 0 && slot.state == State.OPEN) {
                idle.add(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Claims a tenant, used or not, open or not, for work that one thread does alone. Waits for work on it by others.
     *
     * @return the slot, with the tenant in it if it is open; {@link #finished} or {@link #reopened} follows
     */
    TenantSlot claim(long generation, State work) {
        lock.lock();
        try {
            TenantSlot slot = awaitNoWork(generation);
            checkOpen();
            return slot == null ? add(generation, work) : claim(slot, work);
        } finally {
            lock.unlock();
        }
    }

    /** Claims a tenant if it is open, used or not; waits for work on it. */
    Optional<TenantSlot> claimIfOpen(long generation, State work) {
        lock.lock();
        try {
            TenantSlot slot = awaitNoWork(generation);
            return slot == null || closed ? Optional.empty() : Optional.of(claim(slot, work));
        } finally {
            lock.unlock();
        }
    }

    /** Claims a tenant for being closed if it is open and nothing uses it. */
    boolean claimIfIdle(TenantSlot slot) {
        lock.lock();
        try {
            boolean claimed = !closed && idle.contains(slot);
            if (claimed) {
                claim(slot, State.CLOSING);
            }
            return claimed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether one more thread is needed that closes idle tenants; it is counted until {@link #claimIdle} has none for it. */
    boolean needsEvictor(int maxOpen, int mostEvictors) {
        lock.lock();
        try {
            boolean needed = !closed && evictors < Math.min(mostEvictors, Math.min(open - maxOpen, idle.size()));
            if (needed) {
                evictors++;
            }
            return needed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Claims the tenant that is idle longest, for being closed, if too many are open; if there is none, a thread less is at
     * it. Both under one lock: a tenant that becomes idle before is claimed, and one that becomes idle behind it asks
     * {@link #needsEvictor} again.
     *
     * @param tried tenants that the caller has tried to close before
     */
    Optional<TenantSlot> claimIdle(int maxOpen, Set<TenantSlot> tried) {
        lock.lock();
        try {
            if (!closed && open > maxOpen) {
                for (TenantSlot slot : idle) {
                    if (!tried.contains(slot)) {
                        return Optional.of(claim(slot, State.CLOSING));
                    }
                }
            }
            evictors--;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a thread less that closes idle tenants. */
    void evictorEnded() {
        lock.lock();
        try {
            evictors--;
        } finally {
            lock.unlock();
        }
    }

    /** Records that the work on a tenant has ended, and that it is open as before. */
    void reopened(TenantSlot slot) {
        lock.lock();
        try {
            open++;
            if (slot.uses == 0) {
                idle.add(slot);
            }
            change(slot, State.OPEN);
        } finally {
            lock.unlock();
        }
    }

    /** Records that the work on a tenant has ended, and that it is closed or gone. */
    void finished(TenantSlot slot) {
        lock.lock();
        try {
            slots.remove(slot.generation, slot);
            change(slot, State.GONE);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the generations that are open or in work. */
    List<Long> generations() {
        lock.lock();
        try {
            return List.copyOf(slots.keySet());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets nothing be opened or claimed any more.
     *
     * @return what is open, used or not, for being closed by the caller; what others have in work is theirs to close
     */
    List<TenantSlot> close() {
        lock.lock();
        try {
            closed = true;
            List<TenantSlot> remaining = new ArrayList<>();
            for (TenantSlot slot : slots.values()) {
                if (slot.state == State.OPEN) {
                    remaining.add(claim(slot, State.CLOSING));
                }
            }
            return remaining;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the caller may call what takes other locks, time, or foreign code. For assertions. */
    boolean isNotHeld() {
        return !lock.isHeldByCurrentThread();
    }

    @GuardedBy("lock")
    private @Nullable TenantSlot awaitNoWork(long generation) {
        TenantSlot slot = slots.get(generation);
        while (slot != null && slot.isInWork()) {
            slot.changed.awaitUninterruptibly();
            slot = slots.get(generation);
        }
        return slot;
    }

    @GuardedBy("lock")
    private TenantSlot add(long generation, State state) {
        TenantSlot slot = new TenantSlot(generation, state, lock.newCondition());
        slots.put(generation, slot);
        return slot;
    }

    @GuardedBy("lock")
    private TenantSlot claim(TenantSlot slot, State work) {
        idle.remove(slot);
        open--;
        change(slot, work);
        return slot;
    }

    @GuardedBy("lock")
    private void change(TenantSlot slot, State state) {
        assert lock.isHeldByCurrentThread();
        slot.state = state;
        slot.changed.signalAll();
    }

    @GuardedBy("lock")
    private void checkOpen() {
        if (closed) {
            throw PlatformGate.closedError();
        }
    }
}
