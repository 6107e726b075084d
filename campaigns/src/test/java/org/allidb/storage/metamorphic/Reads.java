package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.VectorSearch;
import org.jspecify.annotations.Nullable;

/** Operations that read, from a store as it is or from a snapshot. */
final class Reads {

    private static final List<String> PREFIXES =
            List.of("e", "e1", "a", "a\0", "person:", "person:änn", "long/long/", "no");

    private Reads() {}

    /** A read of something. */
    interface Read {

        /** Reads from a view and compares. */
        void from(World world, Draw draw, ReadView view, @Nullable Cell[] cells);
    }

    /** Reads from the store as it is. */
    static OperationKind.Action live(Read read) {
        return (world, draw) -> {
            TenantSlot slot = world.usable(draw);
            read.from(world, draw, world.store(slot), slot.model().cells());
        };
    }

    /** Any read. */
    static void any(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        switch (draw.below(8)) {
            case 0 -> value(world, draw, view, cells);
            case 1 -> several(world, draw, view, cells);
            case 2 -> entity(world, draw, view, cells);
            case 3 -> reader(world, draw, view, cells);
            case 4 -> range(world, draw, view, cells);
            case 5 -> reverse(world, draw, view, cells);
            default -> row(world, draw, view, cells);
        }
    }

    static void row(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int row = Keyspace.any(draw);
        Checks.row(world, row, cells[row], view.get(Keyspace.key(row)));
    }

    static void value(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int row = Keyspace.anyOf(Kind.VALUE, draw);
        Checks.value(world, row, cells[row], view.get(Keyspace.key(row).entity().toByteArray()));
    }

    static void text(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        EntityId entity = EntityId.of("e" + draw.below(30));
        Optional<byte[]> answer = view.get(entity.toText());
        int number = Keyspace.entityAt(entity);
        if (number < Keyspace.entityCount() && Keyspace.entity(number).equals(entity)) {
            int row = Keyspace.indexOf(RowKey.value(entity));
            Checks.value(world, row, cells[row], answer);
        } else {
            Checks.check(answer.isEmpty(), "there is a value that nobody wrote");
        }
    }

    static void several(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        List<Integer> rows = new ArrayList<>();
        for (int i = draw.below(12); i > 0; i--) {
            rows.add(Keyspace.any(draw));
        }
        List<Optional<StoredRow>> answers =
                view.getAll(rows.stream().map(Keyspace::key).toList());
        Checks.check(answers.size() == rows.size(), answers.size() + " answers to " + rows.size() + " keys");
        for (int i = 0; i < rows.size(); i++) {
            Checks.row(world, rows.get(i), cells[rows.get(i)], answers.get(i));
        }
    }

    static void entity(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int entity = Keyspace.anyEntity(draw);
        rows(world, view.getEntity(Keyspace.entity(entity)), cells, entity, Optional.empty());
    }

    static void kind(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int entity = Keyspace.anyEntity(draw);
        Kind kind = Keyspace.key(Keyspace.any(draw)).kind();
        rows(world, view.getKind(Keyspace.entity(entity), kind), cells, entity, Optional.of(kind));
    }

    static void reader(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        try (RowReader reader = view.reader()) {
            for (int i = draw.between(1, 6); i > 0; i--) {
                int row = Keyspace.any(draw);
                Cell cell = cells[row];
                if (!Checks.presence(world, row, cell, reader.find(Keyspace.key(row)))) {
                    continue;
                }
                byte[] value = new byte[reader.valueLength()];
                reader.copyValue(value, 0);
                Checks.check(
                        Arrays.equals(value, cell.value())
                                && reader.sequence() == cell.sequence()
                                && reader.timestamp() == cell.timestamp(),
                        "a reader shows sequence " + reader.sequence() + " for " + Checks.describe(row, cell));
            }
        }
    }

    /** A search that counts the vectors of a name; each of them must be there. */
    static void nearest(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int any = Keyspace.anyOf(Kind.VECTOR, draw);
        String name = Keyspace.key(any).qualifier().toText();
        float[] wanted = new float[draw.between(1, 16)];
        wanted[0] = 1;
        Neighbours found = view.nearest(VectorSearch.of(name, wanted).count(VectorSearch.MAX_COUNT));
        long least = 0;
        long most = 0;
        for (int row = 0; row < Keyspace.size(); row++) {
            RowKey key = Keyspace.key(row);
            Cell cell = cells[row];
            if (cell != null
                    && key.kind().equals(Kind.VECTOR)
                    && key.qualifier().toText().equals(name)) {
                Cell.Visibility visibility = world.visibility(cell);
                least += visibility == Cell.Visibility.YES ? 1 : 0;
                most += visibility == Cell.Visibility.NO ? 0 : 1;
            }
        }
        long passed = found.compared() + found.otherDimension();
        Checks.check(
                passed >= least && passed <= most, "a search passed " + passed + " vectors '" + name + "' of " + least);
        Checks.check(found.nearest().size() == found.compared(), "a search for all found some");
    }

    static void range(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        scan(world, view, cells, range(draw, ScanRequest.all(), 8));
    }

    static void reverse(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        scan(world, view, cells, range(draw, ScanRequest.all().reversed(), 8));
    }

    static void prefix(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        String prefix = draw.of(PREFIXES);
        ScanRequest request = ScanRequest.ofPrefix(prefix).limit(draw.below(40));
        int from = 0;
        while (from < Keyspace.entityCount() && !startsWith(from, prefix)) {
            from++;
        }
        int to = from;
        while (to < Keyspace.entityCount() && startsWith(to, prefix)) {
            to++;
        }
        scan(
                world,
                view,
                cells,
                new ScanSpec(
                        draw.oneIn(2) ? request : request.reversed(), Keyspace.firstOf(from), Keyspace.firstOf(to)));
    }

    static void kinds(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        Kind kind = Keyspace.key(Keyspace.any(draw)).kind();
        Kind other = draw.oneIn(2) ? Kind.META : Keyspace.LAST;
        ScanRequest request = kind.equals(other)
                ? ScanRequest.all().kinds(kind)
                : ScanRequest.all().kinds(kind, other);
        scan(world, view, cells, range(draw, draw.oneIn(2) ? request : request.reversed(), 12));
    }

    /** Between two rows, or a slice of an entity's rows of one kind. */
    static void slice(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        int from = Keyspace.any(draw);
        int to = Math.min(Keyspace.size() - 1, from + draw.below(20));
        RowKey first = Keyspace.key(from);
        RowKey last = Keyspace.key(to);
        ScanRequest all = draw.oneIn(2) ? ScanRequest.all() : ScanRequest.all().reversed();
        switch (draw.below(3)) {
            case 0 -> scan(world, view, cells, new ScanSpec(all.fromRow(first).toRow(last), from, to));
            case 1 -> scan(world, view, cells, new ScanSpec(all.fromRow(first).throughRow(last), from, to + 1));
            default -> {
                byte[] qualifier = first.qualifier().toByteArray();
                byte[] prefix = Arrays.copyOf(qualifier, draw.between(0, qualifier.length));
                int start = from;
                while (start > 0 && isInSlice(start - 1, first, prefix)) {
                    start--;
                }
                int end = from + 1;
                while (end < Keyspace.size() && isInSlice(end, first, prefix)) {
                    end++;
                }
                ScanRequest slice = ScanRequest.of(first.entity(), first.kind(), Qualifier.of(prefix));
                scan(world, view, cells, new ScanSpec(all.reverse() ? slice.reversed() : slice, start, end));
            }
        }
    }

    private static boolean isInSlice(int row, RowKey of, byte[] prefix) {
        RowKey key = Keyspace.key(row);
        byte[] qualifier = key.qualifier().toByteArray();
        return key.entity().equals(of.entity())
                && key.kind().equals(of.kind())
                && qualifier.length >= prefix.length
                && Arrays.equals(qualifier, 0, prefix.length, prefix, 0, prefix.length);
    }

    static void limited(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        ScanRequest request = ScanRequest.all().limit(draw.between(1, 30));
        int from = draw.below(Keyspace.entityCount());
        ScanRequest forward = request.from(Keyspace.entity(from));
        scan(world, view, cells, new ScanSpec(forward, Keyspace.firstOf(from), Keyspace.size()));
    }

    /** A scan that stops in the middle, and another that continues after it. */
    static void resumed(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        ScanSpec spec = range(
                draw, draw.oneIn(2) ? ScanRequest.all() : ScanRequest.all().reversed(), 8);
        ResumeKey key = null;
        int row = -1;
        try (Cursor cursor = view.scan(spec.request())) {
            HeldCursor first = held(world, cursor, spec, cells);
            for (int i = draw.between(1, 20); i > 0 && first.step(); i--) {
                row = first.row();
                key = ResumeKey.of(cursor.resumeKey().toByteArray());
            }
        }
        if (key == null) {
            return;
        }
        ScanRequest rest = spec.request().resumeAfter(key);
        scan(
                world,
                view,
                cells,
                spec.request().reverse()
                        ? new ScanSpec(rest, spec.from(), row)
                        : new ScanSpec(rest, row + 1, spec.to()));
    }

    static void everything(World world, Draw draw, ReadView view, @Nullable Cell[] cells) {
        scan(
                world,
                view,
                cells,
                draw.oneIn(2) ? ScanSpec.ALL : new ScanSpec(ScanRequest.all().reversed(), 0, Keyspace.size()));
    }

    /** Compares a whole scan. */
    static void scan(World world, ReadView view, @Nullable Cell[] cells, ScanSpec spec) {
        try (Cursor cursor = view.scan(spec.request())) {
            held(world, cursor, spec, cells).drain();
        }
    }

    static HeldCursor held(World world, Cursor cursor, ScanSpec spec, @Nullable Cell[] cells) {
        return new HeldCursor(cursor, spec, cells, world.now(), world.latest(), world.log());
    }

    /** Some entities in a row, bounded by ids that are there or are not. */
    static ScanSpec range(Draw draw, ScanRequest request, int most) {
        int from = draw.below(Keyspace.entityCount());
        int to = Math.min(Keyspace.entityCount(), from + draw.between(0, most));
        ScanRequest bounded = request;
        if (from > 0 || draw.oneIn(2)) {
            bounded = bounded.from(Keyspace.entity(from));
        }
        if (to < Keyspace.entityCount()) {
            byte[] end = Keyspace.entity(to).toByteArray();
            boolean between = draw.oneIn(4);
            EntityId bound = between ? EntityId.of(Arrays.copyOf(end, end.length + 1)) : EntityId.of(end);
            to = Keyspace.entityAt(bound);
            bounded = bounded.to(bound);
        }
        return new ScanSpec(bounded, Keyspace.firstOf(from), Math.max(Keyspace.firstOf(from), Keyspace.firstOf(to)));
    }

    private static void rows(
            World world, List<StoredRow> answer, @Nullable Cell[] cells, int entity, Optional<Kind> kind) {
        int next = 0;
        for (int row = Keyspace.firstOf(entity); row < Keyspace.firstOf(entity + 1); row++) {
            if (kind.isPresent() && !kind.get().equals(Keyspace.key(row).kind())) {
                continue;
            }
            boolean there = next < answer.size() && answer.get(next).row().key().equals(Keyspace.key(row));
            Checks.row(world, row, cells[row], there ? Optional.of(answer.get(next)) : Optional.empty());
            next += there ? 1 : 0;
        }
        Checks.check(next == answer.size(), "rows that must not be there, or in the wrong order: " + answer);
    }

    private static boolean startsWith(int entity, String prefix) {
        return Keyspace.entity(entity).toText().startsWith(prefix);
    }
}
