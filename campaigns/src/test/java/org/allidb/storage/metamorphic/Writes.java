package org.allidb.storage.metamorphic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Await;

/** Operations that write. */
final class Writes {

    private static final int HUGE = 150_000;
    private static final int MOST_IN_BATCH = 24;
    private static final long LONGEST_LIFE_MILLIS = 200_000;

    private Writes() {}

    static void putVector(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(Kind.VECTOR, draw), WriteOptions.DEFAULTS);
    }

    static void putEdge(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(Kind.EDGE, draw), WriteOptions.DEFAULTS);
    }

    static void putChunk(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(Kind.CHUNK, draw), WriteOptions.DEFAULTS);
    }

    static void putMeta(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(Kind.META, draw), WriteOptions.DEFAULTS);
    }

    static void putValue(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(Kind.VALUE, draw), WriteOptions.DEFAULTS);
    }

    static void putOwnKind(World world, Draw draw) {
        put(world, draw, Keyspace.anyOf(draw.oneIn(2) ? Keyspace.OWN : Keyspace.LAST, draw), WriteOptions.DEFAULTS);
    }

    static void putSynced(World world, Draw draw) {
        put(world, draw, Keyspace.any(draw), WriteOptions.SYNC);
    }

    static void putBuffered(World world, Draw draw) {
        put(world, draw, Keyspace.any(draw), WriteOptions.BUFFERED);
    }

    static void putExpiring(World world, Draw draw) {
        put(world, draw, Keyspace.any(draw), expiring(draw, WriteOptions.DEFAULTS));
    }

    static void putAt(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        put(world, slot, draw, Keyspace.any(draw), at(world, slot, draw));
    }

    static void putBytes(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int row = Keyspace.anyOf(Kind.VALUE, draw);
        byte[] value = draw.value();
        byte[] entity = Keyspace.key(row).entity().toByteArray();
        if (draw.oneIn(2)) {
            Writing.write(world, slot, Change.put(row, value), store -> store.put(entity, value));
        } else {
            Writing.write(
                    world,
                    slot,
                    Change.put(row, value),
                    WriteOptions.BUFFERED,
                    store -> store.put(entity, value, WriteOptions.BUFFERED));
        }
    }

    static void putText(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        EntityId entity = EntityId.of("e" + draw.below(20));
        byte[] value = draw.value();
        Writing.write(
                world,
                slot,
                Change.put(Keyspace.indexOf(RowKey.value(entity)), value),
                store -> store.put(entity.toText(), value));
    }

    static void putHuge(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int row = Keyspace.anyOf(Kind.VALUE, draw);
        byte[] value = draw.bytes(draw.between(4_000, HUGE));
        Row huge = ValueRow.of(Keyspace.key(row).entity(), value);
        Writing.write(world, slot, Change.put(row, value), store -> store.put(huge));
    }

    static void deleteRow(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int row = Keyspace.any(draw);
        Writing.write(world, slot, Change.delete(row), store -> store.delete(Keyspace.key(row)));
    }

    static void deleteRowAt(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int row = Keyspace.any(draw);
        WriteOptions options = at(world, slot, draw);
        Writing.write(world, slot, Change.delete(row), options, store -> store.delete(Keyspace.key(row), options));
    }

    static void deleteValue(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int row = Keyspace.anyOf(Kind.VALUE, draw);
        byte[] entity = Keyspace.key(row).entity().toByteArray();
        if (draw.oneIn(2)) {
            Writing.write(world, slot, Change.delete(row), store -> store.delete(entity));
        } else {
            Writing.write(
                    world,
                    slot,
                    Change.delete(row),
                    WriteOptions.BUFFERED,
                    store -> store.delete(entity, WriteOptions.BUFFERED));
        }
    }

    static void deleteEntity(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int entity = Keyspace.anyEntity(draw);
        Change change = Change.deleteRange(Keyspace.firstOf(entity), Keyspace.firstOf(entity + 1));
        Writing.write(world, slot, change, store -> store.deleteEntity(Keyspace.entity(entity)));
    }

    static void deleteRange(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int from = draw.below(Keyspace.entityCount() - 1);
        int to = Math.min(Keyspace.entityCount() - 1, from + draw.between(1, 6));
        Change change = Change.deleteRange(Keyspace.firstOf(from), Keyspace.firstOf(to));
        Writing.write(world, slot, change, store -> store.deleteRange(Keyspace.entity(from), Keyspace.entity(to)));
    }

    static void deleteFrom(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        int from = Keyspace.entityCount() - draw.between(1, 6);
        Change change = Change.deleteRange(Keyspace.firstOf(from), Keyspace.size());
        Writing.write(world, slot, change, store -> store.deleteFrom(Keyspace.entity(from)));
    }

    static void batch(World world, Draw draw) {
        batch(world, world.usable(draw), draw, WriteOptions.DEFAULTS);
    }

    static void batchBuffered(World world, Draw draw) {
        batch(world, world.usable(draw), draw, WriteOptions.BUFFERED);
    }

    static void batchAsync(World world, Draw draw) {
        WriteOptions options = draw.oneIn(4) ? WriteOptions.BUFFERED : WriteOptions.DEFAULTS;
        batch(world, world.usable(draw), draw, options, batch -> store -> {
            var written = store.writeAsync(batch, options);
            batch.clear();
            Await.end(written);
        });
    }

    static void batchExpiring(World world, Draw draw) {
        batch(world, world.usable(draw), draw, expiring(draw, WriteOptions.DEFAULTS));
    }

    static void batchAt(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        WriteOptions options = at(world, slot, draw);
        batch(world, slot, draw, draw.oneIn(4) ? expiring(draw, options) : options);
    }

    /** What must be refused, or does nothing. */
    static void invalid(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = world.store(slot);
        Class<InvalidArgumentException> refusal = InvalidArgumentException.class;
        switch (draw.below(6)) {
            case 0 -> Checks.refused(refusal, () -> store.put(new byte[0], new byte[1]));
            case 1 -> Checks.refused(refusal, () -> store.put(new byte[EntityId.MAX_LENGTH + 1], new byte[1]));
            case 2 -> store.deleteRange(Keyspace.entity(3), Keyspace.entity(3));
            case 3 ->
                Checks.refused(
                        refusal,
                        () -> store.newBatch()
                                .put(Keyspace.entity(1).toByteArray(), new byte[3])
                                .deleteRange(Keyspace.entity(3), Keyspace.entity(2)));
            case 4 -> Checks.refused(refusal, () -> VectorRow.of(Keyspace.entity(0), "", Float.NaN));
            default -> store.write(store.newBatch());
        }
    }

    /** One write of a row, for others who have the world prepared. */
    static void put(World world, TenantSlot slot, Draw draw, int row, WriteOptions options) {
        Row content = row(row, draw);
        Writing.write(
                world, slot, Change.put(row, content.encodedValue()), options, store -> store.put(content, options));
    }

    /** A row of any content. */
    static Row row(int row, Draw draw) {
        RowKey key = Keyspace.key(row);
        EntityId entity = key.entity();
        return switch (key.kind().code()) {
            case 0x01 -> VectorRow.of(entity, key.qualifier().toText(), components(draw));
            case 0x02 -> edge(key, draw);
            case 0x03 ->
                ChunkRow.of(entity, key.qualifier().toText(), draw.text(60)).withMetadata(map(draw));
            case 0x04 ->
                MetaRow.of(entity, draw.text(8)).withImportance(draw.below(100)).withTimes(time(draw), time(draw));
            case 0x05 -> ValueRow.of(entity, draw.value());
            default -> CustomRow.of(key, draw.value());
        };
    }

    private static void put(World world, Draw draw, int row, WriteOptions options) {
        put(world, world.usable(draw), draw, row, options);
    }

    private static void batch(World world, TenantSlot slot, Draw draw, WriteOptions options) {
        batch(world, slot, draw, options, batch -> store -> store.write(batch, options));
    }

    private static void batch(
            World world,
            TenantSlot slot,
            Draw draw,
            WriteOptions options,
            Function<WriteBatch, Consumer<TenantStore>> call) {
        WriteBatch batch = world.store(slot).newBatch();
        Change change = fill(batch, draw);
        Checks.check(batch.size() == change.entries().size(), "a batch counts " + batch.size());
        Writing.write(world, slot, change, options, call.apply(batch));
    }

    /** Adds changes to a batch, and returns what they do. */
    static Change fill(WriteBatch batch, Draw draw) {
        Change change = new Change();
        int size = draw.below(MOST_IN_BATCH);
        for (int i = 0; i < size; i++) {
            int row = Keyspace.any(draw);
            switch (draw.below(16)) {
                case 0, 1, 2 -> {
                    batch.delete(Keyspace.key(row));
                    change.andDelete(row);
                }
                case 3 -> {
                    int entity = Keyspace.entityOf(row);
                    batch.deleteEntity(Keyspace.entity(entity));
                    change.andDeleteRange(Keyspace.firstOf(entity), Keyspace.firstOf(entity + 1));
                }
                case 4 -> {
                    int from = draw.below(Keyspace.entityCount() - 1);
                    batch.deleteRange(Keyspace.entity(from), Keyspace.entity(from + 1));
                    change.andDeleteRange(Keyspace.firstOf(from), Keyspace.firstOf(from + 1));
                }
                case 5 -> {
                    int from = Keyspace.entityCount() - draw.between(1, 3);
                    batch.deleteFrom(Keyspace.entity(from));
                    change.andDeleteRange(Keyspace.firstOf(from), Keyspace.size());
                }
                default -> {
                    Row content = row(row, draw);
                    batch.put(content);
                    change.andPut(row, content.encodedValue());
                }
            }
        }
        return change;
    }

    private static WriteOptions expiring(Draw draw, WriteOptions options) {
        return options.withTimeToLive(Duration.ofMillis(1 + draw.below(LONGEST_LIFE_MILLIS)));
    }

    /** With a timestamp of the caller's: before, between or after those that there are. */
    static WriteOptions at(World world, TenantSlot slot, Draw draw) {
        long greatest = Math.max(slot.model().greatestTimestamp(), world.clock().wallMicros());
        if (world.comparable() || draw.oneIn(4)) {
            // whether an older one is refused depends on what was merged
            return WriteOptions.DEFAULTS.withTimestamp(greatest + 1 + draw.below(1_000_000));
        }
        long back = draw.oneIn(8) ? draw.below(greatest) : draw.below(100_000_000);
        return WriteOptions.DEFAULTS.withTimestamp(Math.max(0, greatest - back));
    }

    private static float[] components(Draw draw) {
        float[] components = new float[draw.between(1, draw.oneIn(20) ? 300 : 16)];
        for (int i = 0; i < components.length; i++) {
            components[i] = draw.below(1000) / 8f;
        }
        return components;
    }

    private static EdgeRow edge(RowKey key, Draw draw) {
        byte[] qualifier = key.qualifier().toByteArray();
        int zero = 0;
        while (qualifier[zero] != 0) {
            zero++;
        }
        String relation = new String(qualifier, 0, zero, java.nio.charset.StandardCharsets.UTF_8);
        EntityId target = EntityId.of(java.util.Arrays.copyOfRange(qualifier, zero + 1, qualifier.length));
        return EdgeRow.of(key.entity(), relation, target)
                .withWeight(draw.below(100))
                .withProperties(map(draw));
    }

    private static Map<String, String> map(Draw draw) {
        Map<String, String> map = new HashMap<>();
        for (int i = draw.below(3); i > 0; i--) {
            map.put("p" + i, draw.text(12));
        }
        return map;
    }

    private static long time(Draw draw) {
        return draw.below(Long.MAX_VALUE);
    }
}
