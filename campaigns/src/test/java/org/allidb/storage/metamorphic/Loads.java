package org.allidb.storage.metamorphic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Durability;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;

/** Operations that load rows past the log. */
final class Loads {

    private static final int MOST = 24;
    private static final long LONGEST_LIFE_MILLIS = 200_000;

    private Loads() {}

    static void sorted(World world, Draw draw) {
        load(world, world.usable(draw), draw, true, WriteOptions.DEFAULTS);
    }

    static void unsorted(World world, Draw draw) {
        load(world, world.usable(draw), draw, false, WriteOptions.DEFAULTS);
    }

    static void expiring(World world, Draw draw) {
        load(
                world,
                world.usable(draw),
                draw,
                draw.oneIn(2),
                WriteOptions.DEFAULTS.withTimeToLive(Duration.ofMillis(1 + draw.below(LONGEST_LIFE_MILLIS))));
    }

    static void at(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        load(world, slot, draw, draw.oneIn(2), Writes.at(world, slot, draw));
    }

    /** A load that is not finished does nothing. */
    static void closed(World world, Draw draw) {
        TenantStore store = world.store(world.usable(draw));
        try (BulkLoad load = store.bulkLoad(BulkLoadOptions.UNSORTED.withTimestamp(WriteOptions.MAX_TIMESTAMP))) {
            load.add(Writes.row(Keyspace.any(draw), draw));
        }
    }

    private static void load(World world, TenantSlot slot, Draw draw, boolean sorted, WriteOptions options) {
        List<Integer> rows = new ArrayList<>();
        for (int i = draw.between(1, MOST); i > 0; i--) {
            rows.add(Keyspace.any(draw));
        }
        if (sorted) {
            rows.sort(null);
        }
        Change change = new Change().asLoad(sorted);
        List<Row> contents = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i);
            Row content = Writes.row(row, draw);
            contents.add(content);
            boolean isLast = i == rows.size() - 1 || rows.get(i + 1) != row;
            if (!sorted || isLast) {
                change.andPut(row, content.encodedValue());
            }
        }
        boolean[] loaded = new boolean[1];
        Writing.write(world, slot, change, options.withDurability(Durability.SYNC), store -> {
            try (BulkLoad load = store.bulkLoad(loadOptions(sorted, options))) {
                contents.forEach(load::add);
                load.finish();
                loaded[0] = true;
            } finally {
                if (!loaded[0] && options.timestamp().isEmpty()) {
                    slot.model().leaveOutTimestamp(world.clock().wallMicros());
                }
            }
        });
        if (loaded[0]) {
            // with all that was written before, whether or not writes are synced
            slot.model().markDurable();
        }
    }

    private static BulkLoadOptions loadOptions(boolean sorted, WriteOptions options) {
        BulkLoadOptions result = sorted ? BulkLoadOptions.SORTED : BulkLoadOptions.UNSORTED;
        if (options.timestamp().isPresent()) {
            result = result.withTimestamp(options.timestamp().getAsLong());
        }
        if (options.timeToLive().isPresent()) {
            result = result.withTimeToLive(options.timeToLive().get());
        }
        return result;
    }
}
