package org.allidb.storage.metamorphic;

import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.metamorphic.TenantSlot.HeldSnapshot;
import org.jspecify.annotations.Nullable;

/** Reads through batches that are not written, over stores, snapshots and other batches. */
final class Unwritten {

    private static final List<Reads.Read> READS = List.of(
            Reads::any,
            Reads::kind,
            Reads::kinds,
            Reads::prefix,
            Reads::slice,
            Reads::limited,
            Reads::resumed,
            Reads::nearest,
            Reads::everything);

    private Unwritten() {}

    static void read(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        ReadView view = world.store(slot);
        @Nullable Cell[] cells = slot.model().cells().clone();
        if (!slot.snapshots().isEmpty() && draw.oneIn(2)) {
            HeldSnapshot held = draw.of(slot.snapshots());
            view = held.snapshot();
            cells = held.cells().clone();
        }
        for (int layers = draw.oneIn(4) ? 2 : 1; layers > 0; layers--) {
            WriteBatch batch = world.store(slot).newBatch();
            if (draw.oneIn(2)) {
                // what was in it is applied at once, what is added later by and by
                apply(Writes.fill(batch, draw), cells);
            }
            view = view.through(batch);
            apply(Writes.fill(batch, draw), cells);
            if (draw.oneIn(8)) {
                batch.clear();
                return;
            }
            read(world, draw, view, cells);
            walkWhileItGrows(world, draw, view, batch, cells);
        }
    }

    private static void read(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        for (int i = draw.between(1, 4); i > 0; i--) {
            draw.of(READS).from(world, draw, view, cells);
        }
    }

    /** A cursor shows the batch as it was when it was opened. */
    private static void walkWhileItGrows(
            World world, Draw draw, ReadView view, WriteBatch batch, @Nullable Cell[] cells) {
        ScanRequest all = draw.oneIn(2) ? ScanRequest.all() : ScanRequest.all().reversed();
        ScanSpec spec = draw.oneIn(3) ? new ScanSpec(all, 0, Keyspace.size()) : Reads.range(draw, all, 20);
        try (Cursor cursor = view.scan(spec.request())) {
            HeldCursor held = Reads.held(world, cursor, spec, cells.clone());
            boolean more = true;
            for (int i = draw.below(20); i > 0 && more; i--) {
                more = held.step();
            }
            apply(Writes.fill(batch, draw), cells);
            if (draw.oneIn(2)) {
                held.seek(Keyspace.any(draw));
            }
            held.drain();
        }
        read(world, draw, view, cells);
    }

    /** Rows of a batch have neither timestamp nor sequence. */
    private static void apply(Change change, @Nullable Cell[] cells) {
        for (Change.Entry entry : change.entries()) {
            int to = entry.to() < 0 ? entry.from() + 1 : entry.to();
            for (int row = entry.from(); row < to; row++) {
                cells[row] = entry.delete() ? Cell.deletion(0, 0) : new Cell(0, 0, entry.value(), false, 0);
            }
        }
    }
}
