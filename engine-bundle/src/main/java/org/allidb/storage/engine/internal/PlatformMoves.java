package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.move.MoveSide;
import org.allidb.storage.engine.internal.move.TenantMove;

/** The moves of tenants from a platform to others, of one tenant one at a time. Thread-safe. */
final class PlatformMoves {

    private final OpenDirectory opened;
    private final DeclaredTenants declared;
    /** The tenants that are being moved from here. */
    private final Set<TenantId> moving = ConcurrentHashMap.newKeySet();

    /**
     * Creates the moves of a platform; there is none.
     *
     * @param declared reports that a declared tenant has left or come
     */
    PlatformMoves(OpenDirectory opened, DeclaredTenants declared) {
        this.opened = opened;
        this.declared = declared;
    }

    /** What is done to a move. */
    @FunctionalInterface
    private interface Work {

        /** Does it. */
        void run(TenantMove move) throws IOException;
    }

    /** Moves a tenant, or finishes its move. */
    void move(TenantId id, StoragePlatform target) {
        PlatformMoves other = run(id, target, "moving", TenantMove::run);
        declared.dropped(id);
        other.declared.updated(id);
    }

    /** Undoes a move that was cut off. */
    void abandon(TenantId id, StoragePlatform target) {
        run(id, target, "undoing the move of", TenantMove::abandon);
    }

    private PlatformMoves run(TenantId id, StoragePlatform target, String doing, Work work) {
        try (Pass _ = opened.gate().enter(doing, id)) {
            PlatformMoves other = of(target);
            try (Pass _ = other.opened.gate().enter(doing, id)) {
                runAlone(id, other, work);
                return other;
            } catch (IOException e) {
                opened.gate().checkOpen();
                other.opened.gate().checkOpen();
                throw StorageErrors.of(id, "moving it to another data directory", e);
            }
        }
    }

    private void runAlone(TenantId id, PlatformMoves target, Work work) throws IOException {
        if (!moving.add(id)) {
            throw new TenantSuspendedException(
                    id, "tenant '" + id + "' is being moved by another call; wait until that is done");
        }
        try {
            work.run(new TenantMove(id, side(), target.side()));
        } finally {
            moving.remove(id);
        }
    }

    private PlatformMoves of(StoragePlatform target) {
        StoragePlatform platform = target;
        while (platform instanceof PlatformView view) {
            platform = view.platform();
        }
        if (!(platform instanceof LsmPlatform other)) {
            throw new InvalidArgumentException(
                    "a tenant is moved to a data directory that the same engine has open for writing");
        }
        if (other.moves() == this) {
            throw new InvalidArgumentException(
                    "a tenant is moved to another data directory; within this one, copy it to another id");
        }
        return other.moves();
    }

    private MoveSide side() {
        return new MoveSide(
                opened.guard(),
                opened.tenants(),
                opened.gate(),
                opened.services().parts());
    }
}
