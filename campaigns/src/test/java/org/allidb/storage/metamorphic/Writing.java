package org.allidb.storage.metamorphic;

import java.util.function.Consumer;
import org.allidb.storage.api.Durability;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Makes one write and keeps the model in step with it, whatever becomes of it. */
final class Writing {

    private Writing() {}

    /** Makes a write as configured. */
    static void write(World world, TenantSlot slot, Change change, Consumer<TenantStore> call) {
        write(world, slot, change, WriteOptions.DEFAULTS, call);
    }

    /**
     * Makes a write.
     *
     * @param change what it does
     * @param options how it is made
     * @param call makes it
     */
    static void write(World world, TenantSlot slot, Change change, WriteOptions options, Consumer<TenantStore> call) {
        TenantStore store = world.store(slot);
        if (options.timestamp().isEmpty()) {
            world.settleClock(slot.model());
        }
        try {
            call.accept(store);
        } catch (QuotaExceededException e) {
            if (!slot.hasQuota()) {
                throw e;
            }
            world.log().note("over quota");
            return;
        } catch (InvalidArgumentException e) {
            boolean old = options.timestamp().isPresent()
                    && options.timestamp().getAsLong() <= slot.model().greatestPurgeable();
            if (!old || world.comparable()) {
                throw e;
            }
            world.log().note("too old");
            return;
        } catch (StorageException e) {
            if (!slot.hasQuota()) {
                throw e;
            }
            apply(world, slot, change, options);
            Quotas.free(world, slot);
            Disturbed.settle(world, slot, 1);
            return;
        }
        apply(world, slot, change, options);
        if (isDurable(world, options) && !change.entries().isEmpty()) {
            slot.model().markDurable();
        }
    }

    /** Takes back what a tenant turns out to have lost; that must be a suffix of what may be lost. */
    static int settled(World world, TenantSlot slot) {
        TenantModel model = slot.model();
        long found = world.store(slot).statistics().lastSequence();
        long expected = model.lastSequence();
        int mayBeLost = model.undoable();
        int lost = model.rollBackTo(found);
        Checks.check(
                lost >= 0,
                "tenant " + slot.id() + " is at sequence " + found + "; it was at " + expected
                        + ", and of its last writes " + mayBeLost + " may be lost");
        world.log().note("lost", lost);
        return lost;
    }

    static boolean isDurable(World world, WriteOptions options) {
        Durability durability =
                options.durability().orElse(world.configuration().engine().durability());
        return durability == Durability.SYNC && world.configuration().wal().fsync();
    }

    /** Lets the model have a write. */
    static void apply(World world, TenantSlot slot, Change change, WriteOptions options) {
        long expires =
                options.timeToLive().map(life -> world.now() + life.toMillis()).orElse(0L);
        slot.model().apply(change, options.timestamp().orElse(-1), world.clock().wallMicros(), expires);
        world.log().note("at", slot.model().lastSequence());
    }
}
