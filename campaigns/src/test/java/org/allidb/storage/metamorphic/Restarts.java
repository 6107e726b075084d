package org.allidb.storage.metamorphic;

import java.util.List;
import java.util.Random;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantStore;

/** Operations after which another platform is open on the same directory: closed in order, killed, or out of power. */
final class Restarts {

    private static final int MOST_CALLS = 24;
    private static final int MOST_CALLS_OF_OPEN = 40;

    private Restarts() {}

    static void reopen(World world, Draw draw) {
        TenantStore store = world.store(world.usable(draw));
        world.close();
        Checks.refused(StoreClosedException.class, () -> store.get(Keyspace.key(0)));
        world.reopen(List.of());
    }

    /** Opens what one configuration wrote under another one. */
    static void reopenOtherwise(World world, Draw draw) {
        world.close();
        NamedConfiguration drawn = draw.oneIn(2) ? Configurations.random(draw) : draw.of(Configurations.named());
        if (drawn.hasThreads() != world.hasThreads()) {
            drawn = drawn.with("engine.runtime", world.configuration().engine().runtime());
        }
        world.configured(drawn.values());
        world.slots().forEach(TenantSlot::doubtFeed);
        world.reopen(List.of());
    }

    /** Opens the directory with other providers of log, memtables and tables under the same names. */
    static void reopenWithOthers(World world, Draw draw) {
        world.close();
        List<Provider> others =
                List.of(Relays.wal(), Relays.memtable(), Relays.sstable(), Relays.scheduler(), Relays.codec("lz4"));
        world.reopen(others.subList(draw.below(3), draw.between(3, others.size())));
    }

    /** The process ends without a word; the operating system does not, so that nothing is lost. */
    static void kill(World world, Draw draw) {
        world.syncAll();
        world.markDurable();
        world.reopenOn(world.files().afterPowerCut(draw.source()));
        recovered(world);
    }

    static void powerCut(World world, Draw draw) {
        if (draw.oneIn(2)) {
            world.files().writeBackSome(draw.source());
        }
        if (draw.oneIn(4)) {
            cutDuringRecovery(world, draw);
        }
        world.reopenOn(world.files().afterPowerCut(draw.source()));
        recovered(world);
    }

    /** The power is cut in the middle of an operation; what it wrote may be there or not, but no half of it. */
    static void powerCutWithin(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = world.store(slot);
        world.runBackground();
        PowerCut cut = new PowerCut(world, draw.below(MOST_CALLS), draw.source());
        for (int i = draw.between(1, 4); i > 0 && !cut.isDone(); i--) {
            boolean durable = switch (draw.below(5)) {
                case 0 -> Disturbed.upkeep(slot, store::flush);
                case 1 -> Disturbed.upkeep(slot, store::compact);
                case 2 -> Disturbed.upkeep(slot, store::sync);
                default -> Disturbed.write(world, slot, draw) == Disturbed.Outcome.DURABLE;
            };
            if (durable && !cut.isDone()) {
                slot.model().markDurable();
            }
            if (draw.oneIn(3)) {
                world.runBackground();
            }
        }
        world.faults().clear();
        world.reopenOn(cut.image());
        recovered(world);
    }

    /** Opens what a power cut left, and cuts the power again meanwhile. */
    private static void cutDuringRecovery(World world, Draw draw) {
        Random chance = draw.source();
        world.forgetPlatform(world.files().afterPowerCut(chance));
        PowerCut again = new PowerCut(world, draw.below(MOST_CALLS_OF_OPEN), chance);
        world.reopen(List.of());
        world.faults().clear();
        world.forgetPlatform(again.image());
    }

    private static void recovered(World world) {
        for (TenantSlot slot : world.slots()) {
            if (slot.exists()) {
                if (slot.suspended()) {
                    world.resume(slot);
                }
                Writing.settled(world, slot);
                slot.model().markDurable();
                Reads.scan(world, world.store(slot), slot.model().cells(), ScanSpec.ALL);
            }
        }
    }
}
