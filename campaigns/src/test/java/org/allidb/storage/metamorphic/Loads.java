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
    private static final int MOST_MEANWHILE = 3;
    private static final long LONGEST_LIFE_MILLIS = 200_000;

    private static final List<OperationKind.Action> MEANWHILE = List.of(
            Writes::putSynced,
            Writes::putBuffered,
            Writes::deleteRow,
            Writes::deleteRange,
            Writes::batchBuffered,
            Upkeep::flush,
            Upkeep::compact);

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

    /** Other things happen while a load is under way: its rows are older than what is written meanwhile. */
    static void around(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        boolean sorted = draw.oneIn(2);
        if (slot.hasQuota()) {
            load(world, slot, draw, sorted, WriteOptions.DEFAULTS);
            return;
        }
        TenantModel model = slot.model();
        world.settleClock(model);
        Change change = new Change();
        List<Row> contents = rows(draw, sorted, change);
        try (BulkLoad load = world.store(slot).bulkLoad(loadOptions(sorted, WriteOptions.DEFAULTS))) {
            long timestamp = model.beginLoad(world.clock().wallMicros());
            long sequence = model.lastSequence();
            contents.forEach(load::add);
            for (int i = draw.between(1, MOST_MEANWHILE); i > 0; i--) {
                // the begin of a load may have sealed a memtable, for whose flush a write would wait
                world.runBackground();
                draw.of(MEANWHILE).run(world, draw);
            }
            load.finish();
            change.asLoad(sorted, model.lastSequence() - sequence);
            Writing.apply(world, slot, change, WriteOptions.DEFAULTS.withTimestamp(timestamp));
            model.markDurable();
        }
    }

    /** A load that is not finished does nothing. */
    static void closed(World world, Draw draw) {
        TenantStore store = world.store(world.usable(draw));
        try (BulkLoad load = store.bulkLoad(BulkLoadOptions.UNSORTED.withTimestamp(WriteOptions.MAX_TIMESTAMP))) {
            load.add(Writes.row(Keyspace.any(draw), draw));
        }
    }

    private static void load(World world, TenantSlot slot, Draw draw, boolean sorted, WriteOptions options) {
        Change change = new Change().asLoad(sorted, 0);
        List<Row> contents = rows(draw, sorted, change);
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

    /** Draws rows, and has a change put them as a load does. */
    private static List<Row> rows(Draw draw, boolean sorted, Change change) {
        List<Integer> rows = new ArrayList<>();
        for (int i = draw.between(1, MOST); i > 0; i--) {
            rows.add(Keyspace.any(draw));
        }
        if (sorted) {
            rows.sort(null);
        }
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
        return contents;
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
