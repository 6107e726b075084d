package org.allidb.storage.metamorphic;

import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.metamorphic.TenantSlot.HeldSnapshot;
import org.jspecify.annotations.Nullable;

/** Operations on snapshots and cursors that stay open while other operations run. */
final class Views {

    private static final int MOST_SNAPSHOTS = 4;
    private static final int MOST_CURSORS = 3;

    private Views() {}

    static void takeSnapshot(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (slot.snapshots().size() < MOST_SNAPSHOTS) {
            Snapshot snapshot = world.store(slot).snapshot();
            Checks.check(
                    snapshot.sequence() == slot.model().lastSequence(),
                    "a snapshot of sequence " + snapshot.sequence() + " and not "
                            + slot.model().lastSequence());
            slot.snapshots().add(new HeldSnapshot(snapshot, slot.model().cells().clone()));
        }
    }

    static void readSnapshot(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (!slot.snapshots().isEmpty()) {
            HeldSnapshot held = draw.of(slot.snapshots());
            Reads.any(world, draw, held.snapshot(), held.cells());
        }
    }

    static void scanSnapshot(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (!slot.snapshots().isEmpty()) {
            HeldSnapshot held = draw.of(slot.snapshots());
            Reads.everything(world, draw, held.snapshot(), held.cells());
        }
    }

    static void closeSnapshot(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (!slot.snapshots().isEmpty()) {
            HeldSnapshot held =
                    slot.snapshots().remove(draw.below(slot.snapshots().size()));
            held.snapshot().close();
            held.snapshot().close();
            Checks.refused(StoreClosedException.class, () -> held.snapshot().get(Keyspace.key(0)));
        }
    }

    static void openCursor(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (slot.cursors().size() >= MOST_CURSORS) {
            return;
        }
        ReadView view = world.store(slot);
        @Nullable Cell[] cells = slot.model().cells();
        if (!slot.snapshots().isEmpty() && draw.oneIn(3)) {
            HeldSnapshot held = draw.of(slot.snapshots());
            view = held.snapshot();
            cells = held.cells();
        }
        ScanRequest all = draw.oneIn(2) ? ScanRequest.all() : ScanRequest.all().reversed();
        ScanSpec spec = draw.oneIn(2) ? new ScanSpec(all, 0, Keyspace.size()) : Reads.range(draw, all, 20);
        Cursor cursor = view.scan(spec.request());
        slot.cursors().add(Reads.held(world, cursor, spec, cells.clone()));
    }

    static void stepCursor(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (!slot.cursors().isEmpty()) {
            HeldCursor held = draw.of(slot.cursors());
            if (draw.oneIn(3)) {
                held.seek(Keyspace.any(draw));
            }
            boolean more = true;
            for (int i = draw.between(1, 40); i > 0 && more; i--) {
                more = held.step();
            }
            if (!more && draw.oneIn(2)) {
                held.cursor().close();
                slot.cursors().remove(held);
            }
        }
    }

    static void closeCursor(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (!slot.cursors().isEmpty()) {
            HeldCursor held = slot.cursors().remove(draw.below(slot.cursors().size()));
            held.cursor().close();
            held.cursor().close();
            Checks.refused(StoreClosedException.class, held.cursor()::next);
        }
    }

    /** Checks the number of open cursors; those that the platform has ended for the memory they kept are closed here. */
    static void checkCounted(TenantSlot slot, long counted) {
        int open = slot.cursors().size();
        if (counted == open) {
            return;
        }
        List<HeldCursor> exhausted =
                slot.cursors().stream().filter(held -> !held.step()).toList();
        long ended = exhausted.stream().filter(HeldCursor::isEnded).count();
        Checks.check(
                counted == open - ended,
                counted + " cursors are counted, " + open + " are open, " + ended + " were ended");
        exhausted.forEach(held -> held.cursor().close());
        slot.cursors().removeAll(exhausted);
    }
}
