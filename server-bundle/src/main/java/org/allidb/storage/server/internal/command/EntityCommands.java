package org.allidb.storage.server.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.server.internal.command.CommandSpec.Group;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** Rows of entities that Redis has no words for: what is known of them, their edges and chunks. */
final class EntityCommands {

    private static final int MOST_ROWS = 10_000;

    private EntityCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.in(Group.HASH).add("hgetall entity", Shape.ofKey(2), Effect.READ, EntityCommands::meta);
        table.in(Group.ALLIDB)
                .add("allidb.meta entity type [importance]", Shape.ofKey(-3), Effect.WRITE, EntityCommands::putMeta)
                .add(
                        "allidb.edge entity relation target [weight]",
                        Shape.ofKey(-4),
                        Effect.WRITE,
                        EntityCommands::putEdge)
                .add("allidb.unedge entity relation target", Shape.ofKey(4), Effect.WRITE, EntityCommands::removeEdge)
                .add("allidb.edges entity relation [count]", Shape.ofKey(-3), Effect.SCAN, EntityCommands::edges)
                .add("allidb.addchunk entity chunk text", Shape.ofKey(4), Effect.WRITE, EntityCommands::putChunk)
                .add("allidb.chunk entity chunk", Shape.ofKey(3), Effect.READ, EntityCommands::chunk)
                .add("allidb.entity entity", Shape.ofKey(2), Effect.SCAN, EntityCommands::entity);
    }

    private static void meta(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        call.rows().find(RowKey.meta(EntityId.of(call.bytes(1)))).map(Held::row).ifPresent(row -> {
            if (row instanceof MetaRow meta) {
                fields.put("type", meta.type());
                fields.put("importance", Float.toString(meta.importance()));
                fields.put("created", Long.toString(meta.createdMillis()));
                fields.put("updated", Long.toString(meta.updatedMillis()));
            }
        });
        call.out().map(fields.size());
        fields.forEach((name, value) -> {
            call.out().bulk(name);
            call.out().bulk(value);
        });
    }

    /** Writes what is known of an entity; it was created when it was first written this way, and updated now. */
    private static void putMeta(Call call) throws CommandException {
        most(call, 4);
        EntityId entity = EntityId.of(call.bytes(1));
        Optional<Row> before = call.rows().find(RowKey.meta(entity)).map(Held::row);
        long now = call.rows().now().toEpochMilli();
        long created = before.isPresent() && before.get() instanceof MetaRow meta ? meta.createdMillis() : now;
        MetaRow row = MetaRow.of(entity, call.name(2)).withTimes(created, now);
        call.rows().put(call.size() > 3 ? row.withImportance(number(call, 3)) : row);
        call.out().simple("OK");
    }

    private static void putEdge(Call call) throws CommandException {
        most(call, 5);
        EdgeRow edge = EdgeRow.of(EntityId.of(call.bytes(1)), call.name(2), EntityId.of(call.bytes(3)));
        boolean added = call.rows().find(edge.key()).isEmpty();
        call.rows().put(call.size() > 4 ? edge.withWeight(number(call, 4)) : edge);
        call.out().integer(added ? 1 : 0);
    }

    private static void removeEdge(Call call) throws CommandException {
        RowKey edge = RowKey.edge(EntityId.of(call.bytes(1)), call.name(2), EntityId.of(call.bytes(3)));
        boolean there = call.rows().find(edge).isPresent();
        if (there) {
            call.rows().delete(edge);
        }
        call.out().integer(there ? 1 : 0);
    }

    /** Answers targets, each with its weight. */
    private static void edges(Call call) throws CommandException {
        most(call, 4);
        int count = call.size() > 3 ? call.integer(3, 1, MOST_ROWS) : MOST_ROWS;
        List<EdgeRow> edges = new ArrayList<>();
        ScanRequest request =
                ScanRequest.ofEdges(EntityId.of(call.bytes(1)), call.name(2)).limit(count);
        try (Cursor cursor = call.client().store().scan(request)) {
            while (cursor.next()) {
                if (cursor.row().row() instanceof EdgeRow edge) {
                    edges.add(edge);
                }
            }
        }
        call.out().map(edges.size());
        for (EdgeRow edge : edges) {
            call.out().bulk(edge.target().toByteArray());
            call.out().number(edge.weight());
        }
    }

    private static void putChunk(Call call) throws CommandException {
        call.rows().put(ChunkRow.of(EntityId.of(call.bytes(1)), call.name(2), call.name(3)));
        call.out().simple("OK");
    }

    private static void chunk(Call call) throws CommandException {
        Optional<Row> row = call.rows()
                .find(RowKey.chunk(EntityId.of(call.bytes(1)), call.name(2)))
                .map(Held::row);
        Optional<String> text = row.map(found -> found instanceof ChunkRow chunk ? chunk.text() : "");
        StringCommands.answer(call, text.map(found -> found.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers all rows of an entity: kind, qualifier and what people read of its content. */
    private static void entity(Call call) throws CommandException {
        List<StoredRow> rows = new ArrayList<>();
        try (Cursor cursor = call.client()
                .store()
                .scan(ScanRequest.of(EntityId.of(call.bytes(1))).limit(MOST_ROWS))) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
        }
        call.out().array(rows.size());
        for (StoredRow stored : rows) {
            RowKey key = stored.row().key();
            call.out().array(3);
            call.out().bulk(key.kind().toString());
            call.out().bulk(key.qualifier().toByteArray());
            content(call, stored.row());
        }
    }

    private static void content(Call call, Row row) {
        switch (row) {
            case ValueRow value -> call.out().bulk(value.value());
            case ChunkRow chunk -> call.out().bulk(chunk.text());
            case MetaRow meta -> call.out().bulk(meta.type());
            case EdgeRow edge -> call.out().number(edge.weight());
            case VectorRow vector -> call.out().integer(vector.dimension());
            default -> call.out().bulk(row.encodedValue());
        }
    }

    private static void most(Call call, int arguments) throws CommandException {
        if (call.size() > arguments) {
            throw new CommandException("ERR wrong number of arguments for '" + call.command() + "' command");
        }
    }

    private static float number(Call call, int index) throws CommandException {
        try {
            float number = Float.parseFloat(call.text(index));
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new CommandException("ERR value is not a valid float");
    }
}
