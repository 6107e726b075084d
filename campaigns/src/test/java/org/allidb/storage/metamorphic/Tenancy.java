package org.allidb.storage.metamorphic;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;

/** Operations on tenants as a whole. */
final class Tenancy {

    private Tenancy() {}

    static void create(World world, Draw draw) {
        TenantSlot slot = draw.of(world.slots());
        TenantSettings settings = TenantSettings.DEFAULTS
                .withDedicatedLog(draw.oneIn(3))
                .withVectorDimensions(draw.oneIn(4) ? Map.of("nobody's", 3) : Map.of());
        if (slot.exists()) {
            Checks.refused(TenantExistsException.class, () -> world.platform().create(slot.id(), settings));
            return;
        }
        world.atOnce(() -> slot.openStore(world.platform().create(slot.id(), settings)));
        slot.created(new TenantModel(), settings);
        world.log().note("created");
    }

    static void drop(World world, Draw draw) {
        drop(world, world.usable(draw));
    }

    static void drop(World world, TenantSlot slot) {
        Optional<TenantStore> handle = Optional.ofNullable(slot.openStore());
        world.atOnce(() -> world.platform().drop(slot.id()));
        handle.ifPresent(store -> Checks.refused(TenantUnknownException.class, () -> store.get(Keyspace.key(0))));
        slot.cursors().forEach(held -> held.checkRefused(TenantUnknownException.class));
        Checks.refused(TenantUnknownException.class, () -> world.platform().open(slot.id()));
        world.atOnce(slot::closeAll);
        slot.dropped();
        world.log().note("dropped");
    }

    /** A tenant of the same id, which must not meet its predecessor's rows. */
    static void dropAndCreate(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantSettings settings = TenantSettings.DEFAULTS.withDedicatedLog(draw.oneIn(3));
        drop(world, slot);
        world.atOnce(() -> slot.openStore(world.platform().create(slot.id(), settings)));
        slot.created(new TenantModel(), settings);
        Reads.scan(world, world.store(slot), slot.model().cells(), ScanSpec.ALL);
    }

    static void suspend(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = world.store(slot);
        world.atOnce(() -> world.platform().suspend(slot.id()));
        slot.suspended(true);
        Class<? extends StorageException> refusal = TenantSuspendedException.class;
        Checks.refused(refusal, () -> store.get(Keyspace.key(0)));
        Checks.refused(refusal, () -> store.delete(Keyspace.key(0)));
        slot.cursors().forEach(held -> held.checkRefused(refusal));
    }

    static void resume(World world, Draw draw) {
        world.slots().stream().filter(TenantSlot::suspended).findFirst().ifPresent(world::resume);
    }

    /** Gives the handle back and takes another one; with few tenants open another one is closed for it. */
    static void reopenHandle(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = slot.openStore();
        if (store != null && !slot.isHeld()) {
            world.atOnce(store::close);
            slot.forgetOpen();
        }
        world.store(slot);
    }

    /** Declares the dimension of a vector; others are refused from then on, until it is free again. */
    static void declareDimension(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantSettings before = slot.settings();
        world.platform().update(slot.id(), before.withVectorDimensions(Map.of("title", 7)));
        TenantStore store = world.store(slot);
        Checks.refused(
                org.allidb.storage.api.InvalidArgumentException.class,
                () -> store.put(org.allidb.storage.api.VectorRow.of(Keyspace.entity(0), "title", 1, 2)));
        world.platform().update(slot.id(), before);
    }
}
