package org.allidb.storage.server.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.ScanCursors;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;
import org.allidb.storage.server.internal.session.TenantDoors.Incarnation;
import org.jspecify.annotations.Nullable;

/** What the connections of a tenant share: its store, which is opened when it is needed, and its scans. Thread-safe. */
final class TenantDoor {

    private final Incarnation incarnation;
    private final PlatformGate gate;
    private final ScanCursors cursors = new ScanCursors();
    private final AtomicLong buffered = new AtomicLong();
    private final SlowReads slowReads = new SlowReads();
    private final WriteQueue writes = new WriteQueue();

    @GuardedBy("this")
    private int connections;

    private volatile @Nullable Opened opened;

    /** A door that no connection is in. */
    TenantDoor(Incarnation incarnation, PlatformGate gate) {
        this.incarnation = incarnation;
        this.gate = gate;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    TenantId tenant() {
        return incarnation.tenant();
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

    private synchronized TenantStore reopen(StoragePlatform platform) throws CommandException {
        Opened now = opened;
        if (now == null || now.platform != platform) {
            close();
            now = new Opened(platform, open(platform));
            opened = now;
        }
        return now.store;
    }

    private TenantStore open(StoragePlatform platform) throws CommandException {
        if (incarnation.generation() == Incarnation.ANY) {
            return platform.openOrCreate(tenant());
        }
        TenantStore store = platform.open(tenant());
        // asked for after it was opened: generations only grow, so the store is of this one, or refuses all calls
        boolean same = platform.tenant(tenant())
                .filter(now -> now.generation() == incarnation.generation())
                .isPresent();
        if (!same) {
            store.close();
            throw new CommandException(new Failure(
                    FailureKind.FORBIDDEN, "the tenant of this key was dropped; ask for a key of the new one"));
        }
        return store;
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

    /** Returns whether its reads may have to wait. */
    SlowReads slowReads() {
        return slowReads;
    }

    /** Returns the writes that wait. */
    WriteQueue writes() {
        return writes;
    }

    private record Opened(StoragePlatform platform, TenantStore store) {}
}
