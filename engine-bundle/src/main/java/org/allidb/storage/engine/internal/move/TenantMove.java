package org.allidb.storage.engine.internal.move;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.lifecycle.ArrivingTenant;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.engine.internal.tenant.Unthrottled;
import org.allidb.storage.engine.internal.tenant.WriteHold;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.Handover;
import org.allidb.storage.spi.tenant.Handover.Role;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * A move of one tenant from one open data directory to another. Used by one thread; there is no other move of that tenant.
 *
 * <ol>
 *   <li>The target's directory of the tenant is filled beside the writers, in rounds, until a round is short.
 *   <li>Writers wait. The last round follows. If a writer has waited too long by then, all continue, and so do the rounds.
 *   <li>The target's catalogue names the tenant as arriving, which has no effect yet.
 *   <li>The source's catalogue says that the tenant is leaving. This edit decides: before it the source has the tenant, and after it
 *       the target. The waiting writers are refused.
 *   <li>The target's catalogue lets the tenant be used.
 *   <li>The source's catalogue drops it.
 * </ol>
 *
 * <p>{@link Handover} shows what a crash leaves after each step. No step relies on memory: an edit that may be on the disk after a
 * failure is made again, before the next one relies on it.
 */
public final class TenantMove {

    /** How long a write under way is waited for. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** How long a writer waits for the last round. Two edits of catalogues follow, in the rest of a second. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    /** A round that is so short lets the next one be the last. */
    private static final long SHORT_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** The most rounds between two attempts to end. */
    private static final int MOST_ROUNDS_BETWEEN = 16;

    private final TenantId id;
    private final MoveSide source;
    private final MoveSide target;
    private final StorageClock clock;

    /**
     * Creates a move; nothing is done.
     *
     * @param source has the tenant
     * @param target is to have it
     */
    public TenantMove(TenantId id, MoveSide source, MoveSide target) {
        this.id = id;
        this.source = source;
        this.target = target;
        this.clock = source.parts().runtime().clock();
    }

    /**
     * Moves the tenant, or finishes a move that was cut off.
     *
     * @throws IOException if a disk fails; the source has the tenant then, or {@link #run} and {@link #abandon} go on from there
     */
    public void run() throws IOException {
        TenantDescriptor tenant = requireHere();
        if (tenant.isLeaving()) {
            requireThere(tenant);
            makeCertain(source);
        } else {
            removeLeftover(tenant);
            copyAndHandOver();
        }
        arrive();
        leave();
    }

    /**
     * Undoes a move that was cut off.
     *
     * @throws InvalidArgumentException if there is none, or the target has the tenant in use
     */
    public void abandon() throws IOException {
        TenantDescriptor tenant = requireHere();
        if (tenant.isLeaving()) {
            if (!requireThere(tenant).isArriving()) {
                throw new InvalidArgumentException("tenant '" + id
                        + "' has arrived in the other data directory, and may have been written to there; finish its"
                        + " move");
            }
            makeCertain(target);
            source.guard().handOver(id, now -> now.withHandover(Optional.empty()));
        } else if (arrivingFrom(tenant).isEmpty()) {
            throw new InvalidArgumentException(
                    "there is no move of tenant '" + id + "' to that data directory that could be undone");
        }
        target.tenants().drop(id);
    }

    private TenantDescriptor requireHere() {
        TenantDescriptor tenant = source.find(id)
                .orElseThrow(() -> new TenantUnknownException(
                        id, "there is no tenant '" + id + "'; create it first, or check the id"));
        if (tenant.isArriving()) {
            throw tenant.suspendedError();
        }
        return tenant;
    }

    /** Returns the entry of the target that the leaving tenant names. */
    private TenantDescriptor requireThere(TenantDescriptor leaving) {
        return target.find(id)
                .filter(leaving.handover().orElseThrow()::isWith)
                .orElseThrow(() -> new InvalidArgumentException("tenant '" + id
                        + "' is moving to another data directory than that one; name the one that its move was begun"
                        + " with"));
    }

    private Optional<TenantDescriptor> arrivingFrom(TenantDescriptor tenant) {
        return target.find(id)
                .filter(there ->
                        there.isArriving() && there.handover().orElseThrow().isWith(tenant));
    }

    /** Makes the entry as it is in memory durable: after a failure the disk may have another one. */
    private void makeCertain(MoveSide side) throws IOException {
        side.guard().handOver(id, UnaryOperator.identity());
    }

    /** Removes what a move left that was cut off before the source let the tenant go. */
    private void removeLeftover(TenantDescriptor tenant) throws IOException {
        if (arrivingFrom(tenant).isPresent()) {
            target.tenants().drop(id);
        } else if (target.find(id).isPresent()) {
            throw new TenantExistsException(
                    id,
                    "the other data directory has a tenant '" + id + "' already; drop it there, or copy this one to"
                            + " another id and move that");
        }
    }

    private void copyAndHandOver() throws IOException {
        try (TenantUse use = source.tenants().borrow(id);
                ArrivingTenant arriving = target.tenants()
                        .receive(id, use.tree().access().descriptor().settings())) {
            TenantLsm tree = use.tree();
            CopiedTables copies = new CopiedTables(target.parts(), arriving.versions());
            Throttler paced = new BothThrottlers(source.parts(), target.parts());
            long shortest = Long.MAX_VALUE;
            int pause = 1;
            for (int rounds = 0; true; rounds++) {
                long began = clock.nanoTime();
                try (TenantCheckpoint now = tree.checkpoint(() -> {})) {
                    copies.follow(now.tables(), paced, this::isCancelled);
                }
                checkGoingOn();
                long took = clock.nanoTime() - began;
                // a round that is not shorter than another one will not be much shorter the next time
                boolean isTime = took <= SHORT_ROUND_NANOS || took >= shortest / 2;
                shortest = Math.min(shortest, took);
                if (isTime && rounds >= pause - 1) {
                    if (handOver(tree, arriving, copies)) {
                        return;
                    }
                    rounds = 0;
                    pause = Math.min(2 * pause, MOST_ROUNDS_BETWEEN);
                }
            }
        }
    }

    /** Makes the last round with writers waiting, and hands the tenant over; false if a writer has waited too long. */
    private boolean handOver(TenantLsm tree, ArrivingTenant arriving, CopiedTables copies) throws IOException {
        Optional<WriteHold> held = tree.holdWrites(PATIENCE_NANOS, LONGEST_WAIT_NANOS);
        if (held.isEmpty()) {
            return false;
        }
        try (WriteHold hold = held.get()) {
            if (!catchUp(tree, copies, hold) || !hold.keep()) {
                return false;
            }
            handOver(arriving);
            return true;
        }
    }

    private boolean catchUp(TenantLsm tree, CopiedTables copies, WriteHold hold) throws IOException {
        try (TenantCheckpoint last = tree.checkpoint(() -> {})) {
            copies.follow(last.tables(), Unthrottled.INSTANCE, () -> hold.isOver() || isCancelled());
            return true;
        } catch (IOException e) {
            checkGoingOn();
            if (hold.isOver()) {
                return false;
            }
            throw e;
        }
    }

    private void handOver(ArrivingTenant arriving) throws IOException {
        TenantDescriptor here = requireHere();
        long now = clock.wallMillis();
        arriving.complete(entry -> entry.withSettings(here.settings())
                .withSuspension(here.suspension())
                .withHandover(Optional.of(Handover.of(Role.ARRIVING, here, now))));
        Handover leaving = Handover.of(Role.LEAVING, arriving.descriptor(), now);
        try {
            source.guard().handOver(id, present -> {
                if (!present.equals(here)) {
                    throw new InvalidArgumentException("tenant '" + id
                            + "' was changed by another call while it was handed over; it was not moved, move"
                            + " it again");
                }
                return present.withHandover(Optional.of(leaving));
            });
        } catch (IOException | RuntimeException | Error e) {
            stay(here, leaving, e);
            throw e;
        }
    }

    /** Leaves the tenant where it was, because it could not be handed over. If that fails too, it takes no writes. */
    private void stay(TenantDescriptor here, Handover leaving, Throwable failure) {
        try {
            if (source.find(id).flatMap(TenantDescriptor::handover).equals(Optional.of(leaving))) {
                source.guard().handOver(id, now -> now.withHandover(Optional.empty()));
            }
            if (arrivingFrom(here).isPresent()) {
                target.tenants().drop(id);
            }
        } catch (IOException | RuntimeException | Error e) {
            Failures.suppress(failure, e);
        }
    }

    private void arrive() throws IOException {
        if (target.find(id).filter(TenantDescriptor::isArriving).isPresent()) {
            target.guard().handOver(id, now -> now.withHandover(Optional.empty()));
        }
    }

    private void leave() throws IOException {
        try {
            source.tenants().drop(id);
        } catch (TenantUnknownException _) {
            // by another call
        }
    }

    private boolean isCancelled() {
        return source.gate().isClosed() || target.gate().isClosed();
    }

    /** Throws if the move is to end. */
    private void checkGoingOn() throws IOException {
        source.gate().checkOpen();
        target.gate().checkOpen();
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("the thread that moves it was interrupted; it was not moved");
        }
        if (source.find(id).isEmpty()) {
            throw new TenantUnknownException(id, "tenant '" + id + "' was dropped while it was moved");
        }
    }
}
