package org.allidb.storage.engine.internal.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.observe.RefusedAccess;
import org.jspecify.annotations.Nullable;

/**
 * Admits calls that change which tenants exist or are open, until the platform is closed. The close waits for the calls
 * that are inside. So nothing is created, opened or dropped in a data directory that was released. Thread-safe; the
 * lock guards the set of passes alone.
 */
public final class PlatformGate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    @GuardedBy("lock")
    private final Set<Pass> inside = new LinkedHashSet<>();
    /** Written under the lock. */
    private volatile boolean closed;

    private final RefusedAccess access;

    /**
     * Creates an open gate.
     *
     * @param access refuses callers that work for another tenant
     */
    public PlatformGate(RefusedAccess access) {
        this.access = access;
    }

    /**
     * Enters the gate.
     *
     * @param doing what the call does, for example {@code creating}
     * @param tenant with which tenant, or null
     * @return the way out
     * @throws StoreClosedException if the platform is closed
     * @throws org.allidb.storage.api.WrongTenantException if the caller works for another tenant
     */
    public Pass enter(String doing, @Nullable TenantId tenant) {
        if (tenant != null) {
            checkAccess(doing, tenant);
        }
        Pass pass = new Pass(doing, tenant);
        lock.lock();
        try {
            checkOpen();
            inside.add(pass);
        } finally {
            lock.unlock();
        }
        return pass;
    }

    /** Throws if the caller works for another tenant, and has an event say so. */
    public void checkAccess(String doing, TenantId tenant) {
        access.check(doing, tenant);
    }

    /** Throws if the platform is closed. */
    public void checkOpen() {
        if (closed) {
            throw closedError();
        }
    }

    static StoreClosedException closedError() {
        return new StoreClosedException("the platform is closed; open it again");
    }

    /** Returns whether the platform is closed, or being closed: long work inside gives up. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Refuses all calls from now on.
     *
     * @return whether this call closed the gate; false if it was closed before
     */
    public boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the calls inside, after {@link #close()}.
     *
     * @param millis how long at most
     * @return what is still done after that time, in words; empty if all calls have ended
     */
    public List<String> awaitEmpty(long millis) {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            boolean interrupted = false;
            while (!inside.isEmpty() && nanos > 0) {
                try {
                    nanos = left.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            List<String> still = new ArrayList<>();
            inside.forEach(pass -> still.add(pass.toString()));
            return still;
        } finally {
            lock.unlock();
        }
    }

    /** A call inside of the gate. */
    public final class Pass implements AutoCloseable {

        private final String doing;
        private final @Nullable TenantId tenant;

        private Pass(String doing, @Nullable TenantId tenant) {
            this.doing = doing;
            this.tenant = tenant;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                inside.remove(this);
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public String toString() {
            return tenant == null ? doing : doing + " tenant '" + tenant + "'";
        }
    }
}
