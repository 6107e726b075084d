package org.allidb.storage.metamorphic;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Operations on a disk that fails meanwhile: errors are allowed, losses are not. */
final class Disturbed {

    private static final int MOST_CALLS = 24;
    private static final int MOST_FAILURES = 40;
    private static final long RETRIES_MILLIS = 1_000;

    /** What became of a write. */
    enum Outcome {
        /** Acknowledged as durable. */
        DURABLE,
        /** Acknowledged. */
        BUFFERED,
        /** Refused before anything was done. */
        REFUSED,
        /** Failed: it may take effect or not. */
        FAILED
    }

    private Disturbed() {}

    /** A disk that fails some calls in the middle of an operation, and is well again afterwards. */
    static void diskFault(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = world.store(slot);
        world.runBackground();
        if (draw.oneIn(4)) {
            world.files().failNextSync();
        } else {
            world.faults().failAfter(draw.below(MOST_CALLS), draw.oneIn(2) ? 1 : draw.between(1, MOST_FAILURES));
        }
        world.slots().forEach(TenantSlot::doubtFeed);
        Outcome outcome = Outcome.REFUSED;
        for (int i = draw.between(1, 3); i > 0 && outcome != Outcome.FAILED; i--) {
            switch (draw.below(4)) {
                case 0 -> failing(world, store::flush);
                case 1 -> failing(world, store::compact);
                default -> outcome = write(world, slot, draw);
            }
            if (draw.oneIn(2)) {
                world.runBackground();
            }
        }
        settle(world, slot, outcome == Outcome.FAILED ? 1 : 0);
    }

    /** Lets the disk be well again, and finds out whether the writes in doubt took effect. */
    static void settle(World world, TenantSlot slot, int mostLost) {
        healDisk(world);
        world.letPass(RETRIES_MILLIS);
        if (!isWell(world, slot)) {
            // a log that lost what no memtable has takes no writes until the directory is opened again
            failing(world, world::closePlatform);
            world.reopen(List.of());
        }
        int lost = Writing.settled(world, slot);
        Checks.check(lost <= mostLost, "tenant " + slot.id() + " lost " + lost + " writes to a disk that failed");
    }

    /** Writes a row; the model has it afterwards unless it was refused. */
    static Outcome write(World world, TenantSlot slot, Draw draw) {
        int index = Keyspace.any(draw);
        Row row = Writes.row(index, draw);
        if (world.wouldStall(slot)) {
            world.log().note("would wait");
            return Outcome.REFUSED;
        }
        WriteOptions options = draw.oneIn(3) ? WriteOptions.BUFFERED : WriteOptions.SYNC;
        world.settleClock(slot.model());
        Outcome outcome = Writing.isDurable(world, options) ? Outcome.DURABLE : Outcome.BUFFERED;
        try {
            world.store(slot).put(row, options);
        } catch (QuotaExceededException e) {
            return Outcome.REFUSED;
        } catch (StorageException e) {
            outcome = Outcome.FAILED;
        }
        world.log().note(outcome.name());
        Writing.apply(world, slot, Change.put(index, row.encodedValue()), options);
        return outcome;
    }

    /** Does what may fail for a quota; returns whether it was done. */
    static boolean upkeep(TenantSlot slot, Runnable action) {
        try {
            action.run();
            return true;
        } catch (StorageException e) {
            if (!slot.hasQuota()) {
                throw e;
            }
            return false;
        }
    }

    private static boolean failing(World world, Runnable action) {
        try {
            action.run();
            return true;
        } catch (StorageException e) {
            world.log().note("failed");
            return false;
        }
    }

    private static boolean isWell(World world, TenantSlot slot) {
        boolean well = failing(world, world.store(slot)::flush);
        for (TenantSlot other : world.slots()) {
            if (other.exists() && !other.suspended()) {
                well &= failing(world, () -> world.store(other).sync());
            }
        }
        return well;
    }

    private static void healDisk(World world) {
        world.faults().clear();
        try {
            world.files().syncDirectory("");
        } catch (IOException e) {
            world.log().note("the failing sync was not asked for");
        }
    }
}
