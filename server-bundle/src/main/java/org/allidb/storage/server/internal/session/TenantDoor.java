package org.allidb.storage.server.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.ScanCursors;
import org.jspecify.annotations.Nullable;

/** What the connections of a tenant share: its store, which is opened when it is needed, and its scans. Thread-safe. */
final class TenantDoor {

    private final TenantId tenant;
    private final boolean created;
    private final PlatformGate gate;
    private final ScanCursors cursors = new ScanCursors();
    private final AtomicLong buffered = new AtomicLong();

    @GuardedBy("this")
    private int connections;

    private volatile @Nullable Opened opened;
    private volatile long slowUntil = Long.MIN_VALUE;

    /**
     * A door that no connection is in.
     *
     * @param created whether the tenant is created if there is none
     */
    TenantDoor(TenantId tenant, boolean created, PlatformGate gate) {
        this.tenant = tenant;
        this.created = created;
        this.gate = gate;
    }

    TenantId tenant() {
        return tenant;
    }

    ScanCursors cursors() {
        return cursors;
    }

    /** Returns the bytes that its connections have in buffers. */
    AtomicLong buffered() {
        return buffered;
    }

    /** Returns the store, opening it first if need be, which waits for the disk. */
    TenantStore store() throws CommandException {
        StoragePlatform platform = gate.platform();
        Opened now = opened;
        return now != null && now.platform == platform ? now.store : reopen(platform);
    }

    /** Returns whether the store is open. */
    boolean isOpen() {
        Opened now = opened;
        return now != null && now.platform == gate.ifThere();
    }

    private synchronized TenantStore reopen(StoragePlatform platform) {
        Opened now = opened;
        if (now == null || now.platform != platform) {
            close();
            now = new Opened(platform, created ? platform.openOrCreate(tenant) : platform.open(tenant));
            opened = now;
        }
        return now.store;
    }

    /** Forgets the store, because it refuses what it is asked: the next command opens it again. */
    synchronized void close() {
        Opened now = opened;
        opened = null;
        if (now != null) {
            now.store.close();
        }
    }

    /** Counts a connection in, unless there are as many as there may be. */
    synchronized boolean enter(int most) {
        if (connections >= most) {
            return false;
        }
        connections++;
        return true;
    }

    /** Counts a connection out, and returns whether it was the last one. */
    synchronized boolean leave() {
        return --connections == 0;
    }

    synchronized int connections() {
        return connections;
    }

    /** Notes that its reads had to wait, so that they have threads of their own until a moment of the ticker. */
    void slow(long until) {
        slowUntil = until;
    }

    /** Returns whether its reads may have to wait. */
    boolean isSlow(long now) {
        return slowUntil != Long.MIN_VALUE && slowUntil - now > 0;
    }

    private record Opened(StoragePlatform platform, TenantStore store) {}
}
