package org.allidb.storage.metamorphic;

import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;

/** Writes on condition that a row is as the model has it, or is not. */
final class Conditionals {

    private Conditionals() {}

    static void write(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int asked = Keyspace.any(draw);
        int written = draw.oneIn(2) ? asked : Keyspace.any(draw);
        Row content = Writes.row(written, draw);
        WriteOptions options = draw.oneIn(3) ? WriteOptions.BUFFERED : WriteOptions.DEFAULTS;
        int demand = draw.below(4);
        @Nullable Cell cell = slot.model().cells()[asked];
        Cell.Visibility seen = cell == null ? Cell.Visibility.NO : world.visibility(cell);
        if (seen == Cell.Visibility.MAYBE) {
            return;
        }
        boolean exists = seen == Cell.Visibility.YES;
        long sequence = cell == null ? 1 : cell.sequence();
        RowKey key = Keyspace.key(asked);
        WriteBatch batch = world.store(slot).newBatch().put(content);
        boolean holds = switch (demand) {
            case 0 -> {
                batch.onlyIfAbsent(key);
                yield !exists;
            }
            case 1 -> {
                batch.onlyIfPresent(key);
                yield exists;
            }
            case 2 -> {
                batch.onlyIfAt(key, sequence);
                yield exists;
            }
            default -> {
                batch.onlyIfAt(key, sequence + 1);
                yield false;
            }
        };
        Change change = holds ? Change.put(written, content.encodedValue()) : new Change();
        Writing.write(world, slot, change, options, store -> {
            boolean done = tried(world, asked, cell, store, batch, options);
            Checks.check(done == holds, "a condition on " + Checks.describe(asked, cell) + " held: " + done);
        });
    }

    private static boolean tried(
            World world, int asked, @Nullable Cell cell, TenantStore store, WriteBatch batch, WriteOptions options) {
        try {
            store.write(batch, options);
            return true;
        } catch (ConditionFailedException e) {
            Checks.row(world, asked, cell, e.current());
            return false;
        }
    }
}
