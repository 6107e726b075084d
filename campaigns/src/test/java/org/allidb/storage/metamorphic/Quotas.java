package org.allidb.storage.metamorphic;

import java.util.function.Consumer;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Operations that set a tenant's limits, reach them, and free it of them. */
final class Quotas {

    private static final int SMALL_ROW = 64;
    private static final int ROOM = 40_000;
    private static final int MOST_PUTS = 40;
    private static final long PAUSE_MILLIS = 60_000;

    private Quotas() {}

    /** A disk quota near what the tenant uses, which later operations run into. */
    static void disk(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        if (slot.settings().dedicatedLog()) {
            // a log of its own counts too: a tenant that is over its quota cannot even be opened then
            return;
        }
        long used = world.store(slot).statistics().usage().diskBytes();
        set(world, slot, Quota.ofDisk(Math.max(1, used - ROOM / 4 + draw.below(ROOM))));
    }

    /** A quota of memory, which has memtables flushed early. */
    static void writeBuffer(World world, Draw draw) {
        set(world, world.usable(draw), Quota.NONE.withWriteBufferBytes(1 + draw.below(ROOM)));
    }

    /** No limits: what was refused works again. */
    static void free(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        free(world, slot);
        Writes.put(world, slot, draw, Keyspace.any(draw), WriteOptions.DEFAULTS);
    }

    static void free(World world, TenantSlot slot) {
        set(world, slot, Quota.NONE);
        // a flush that failed for the quota is tried again
        world.letPass(1_000);
        if (world.hasThreads()) {
            world.store(slot).flush();
        }
    }

    static void rowSize(World world, Draw draw) {
        limited(world, draw, Quota.NONE.withMaxRowBytes(SMALL_ROW), slot -> {
            TenantStore store = world.store(slot);
            byte[] entity = Keyspace.entity(0).toByteArray();
            Checks.refused(InvalidArgumentException.class, () -> store.put(entity, new byte[SMALL_ROW]));
        });
    }

    static void handles(World world, Draw draw) {
        TenantSlot chosen = world.usable(draw);
        Views.checkCounted(chosen, world.store(chosen).statistics().usage().openCursors());
        int cursors = chosen.cursors().size() + 1;
        int snapshots = chosen.snapshots().size() + 1;
        limited(world, chosen, Quota.NONE.withHandles(cursors, snapshots), slot -> {
            TenantStore store = world.store(slot);
            try (var snapshot = store.snapshot();
                    var cursor = snapshot.scan(ScanRequest.all())) {
                Checks.refused(QuotaExceededException.class, store::snapshot);
                Checks.refused(QuotaExceededException.class, () -> store.scan(ScanRequest.all()));
                Checks.check(snapshot.sequence() == slot.model().lastSequence(), "a snapshot of another moment");
                cursor.next();
            }
            store.snapshot().close();
            store.scan(ScanRequest.all()).close();
        });
    }

    static void rate(World world, Draw draw) {
        limited(world, draw, Quota.NONE.withRates(draw.between(1, 20), 0), slot -> {
            for (int i = 0; i < MOST_PUTS; i++) {
                Writes.put(world, slot, draw, Keyspace.any(draw), WriteOptions.BUFFERED);
                world.rest(draw);
            }
            world.advance(PAUSE_MILLIS);
            world.store(slot).get(Keyspace.key(0));
        });
    }

    private static void limited(World world, Draw draw, Quota quota, Consumer<TenantSlot> within) {
        limited(world, world.usable(draw), quota, within);
    }

    private static void limited(World world, TenantSlot slot, Quota quota, Consumer<TenantSlot> within) {
        Quota before = slot.settings().quota();
        world.store(slot);
        set(world, slot, quota);
        within.accept(slot);
        set(world, slot, before);
    }

    private static void set(World world, TenantSlot slot, Quota quota) {
        slot.settings(slot.settings().withQuota(quota));
        world.platform().update(slot.id(), slot.settings());
    }
}
