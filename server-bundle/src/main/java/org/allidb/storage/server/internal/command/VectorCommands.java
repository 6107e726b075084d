package org.allidb.storage.server.internal.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** Vectors: a key of Redis is the name of a vector, and its elements are the entities that have one of that name. */
final class VectorCommands {

    private static final double SCORE_OF_DISTANCE = 0.5;

    private VectorCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add(
                        "vadd key FP32 vector | VALUES n v ... element [CAS] [NOQUANT] [EF n] [M n]",
                        Shape.ofKey(-5),
                        Effect.WRITE,
                        VectorCommands::add)
                .add("vrem key element", Shape.ofKey(3), Effect.WRITE, VectorCommands::remove)
                .add("vemb key element", Shape.ofKey(3), Effect.READ, VectorCommands::embedding)
                .add(
                        "vsim key ELE element | FP32 vector | VALUES n v ... [WITHSCORES] [COUNT n] [EPSILON d] [EF n]"
                                + " [TRUTH] [NOTHREAD]",
                        Shape.ofKey(-4),
                        Effect.SCAN,
                        VectorCommands::similar)
                .add("vcard key", Shape.ofKey(2), Effect.SCAN, VectorCommands::count)
                .add("vdim key", Shape.ofKey(2), Effect.SCAN, VectorCommands::dimension);
    }

    private static void add(Call call) throws CommandException {
        VectorArgument vector = VectorArgument.at(call, 2);
        int element = vector.next();
        if (element >= call.size()) {
            throw new CommandException(CommandException.SYNTAX);
        }
        for (int i = element + 1; i < call.size(); i++) {
            switch (call.option(i)) {
                // there is neither an index to be tuned nor a coarser form of a vector
                case "cas", "noquant" -> {}
                case "ef", "m" -> call.integer(++i, 1, Integer.MAX_VALUE);
                default -> throw unsupported(call, i);
            }
        }
        VectorRow row = VectorRow.of(EntityId.of(call.bytes(element)), call.name(1), vector.components());
        boolean added = call.rows().find(row.key()).isEmpty();
        call.rows().put(row);
        call.out().bool(added);
    }

    private static CommandException unsupported(Call call, int index) {
        return new CommandException("ERR the option '"
                + Call.printable(call.text(index)).toUpperCase(Locale.ROOT) + "' of '" + call.command()
                + "' is not served; vectors are stored and compared as they are");
    }

    private static RowKey row(Call call, int element) throws CommandException {
        return RowKey.vector(EntityId.of(call.bytes(element)), call.name(1));
    }

    private static void remove(Call call) throws CommandException {
        RowKey key = row(call, 2);
        boolean there = call.rows().find(key).isPresent();
        if (there) {
            call.rows().delete(key);
        }
        call.out().bool(there);
    }

    private static void embedding(Call call) throws CommandException {
        Optional<float[]> components = components(call.rows().find(row(call, 2)));
        if (components.isEmpty()) {
            call.out().nilArray();
            return;
        }
        call.out().array(components.get().length);
        for (float component : components.get()) {
            call.out().number(Double.parseDouble(Float.toString(component)));
        }
    }

    private static Optional<float[]> components(Optional<Held> row) {
        return row.map(Held::row).map(found -> found instanceof VectorRow vector ? vector.components() : new float[0]);
    }

    private static void similar(Call call) throws CommandException {
        VectorSearch search;
        int next;
        if (call.option(2).equals("ele")) {
            Optional<float[]> wanted =
                    components(call.client().store().get(row(call, 3)).map(found -> new Held(found.row(), null)));
            search = VectorSearch.of(
                    call.name(1), wanted.orElseThrow(() -> new CommandException("ERR element not found in set")));
            next = 4;
        } else {
            VectorArgument vector = VectorArgument.at(call, 2);
            search = VectorSearch.of(call.name(1), vector.components());
            next = vector.next();
        }
        boolean scores = false;
        double epsilon = 2;
        for (int i = next; i < call.size(); i++) {
            switch (call.option(i)) {
                case "withscores" -> scores = true;
                case "count" -> search = search.count(call.integer(++i, 1, VectorSearch.MAX_COUNT));
                case "epsilon" -> epsilon = VectorArgument.number(call.text(Math.min(++i, call.size() - 1)));
                case "ef", "filter-ef" -> call.integer(++i, 0, Integer.MAX_VALUE);
                // every search compares all vectors, beside other commands
                case "truth", "nothread" -> {}
                default -> throw unsupported(call, i);
            }
        }
        List<Neighbour> found =
                new ArrayList<>(call.client().store().nearest(search).nearest());
        double most = epsilon;
        found.removeIf(neighbour -> neighbour.distance() * SCORE_OF_DISTANCE > most);
        write(call, found, scores);
    }

    private static void write(Call call, List<Neighbour> found, boolean scores) {
        if (scores) {
            call.out().map(found.size());
        } else {
            call.out().array(found.size());
        }
        for (Neighbour neighbour : found) {
            call.out().bulk(neighbour.key().entity().toByteArray());
            if (scores) {
                call.out().number(1 - neighbour.distance() * SCORE_OF_DISTANCE);
            }
        }
    }

    private static void count(Call call) throws CommandException {
        Qualifier name = Qualifier.of(call.name(1));
        long count = 0;
        try (Cursor cursor = call.client().store().scan(vectors())) {
            while (cursor.next()) {
                count += cursor.qualifier().equals(name) ? 1 : 0;
            }
        }
        call.out().integer(count);
    }

    private static void dimension(Call call) throws CommandException {
        Qualifier name = Qualifier.of(call.name(1));
        try (Cursor cursor = call.client().store().scan(vectors())) {
            while (cursor.next()) {
                if (cursor.qualifier().equals(name)) {
                    call.out().integer(cursor.valueLength() / Float.BYTES);
                    return;
                }
            }
        }
        throw new CommandException("ERR key does not exist");
    }

    private static ScanRequest vectors() {
        return ScanRequest.all().kinds(Kind.VECTOR);
    }

    /**
     * A vector among the arguments.
     *
     * @param components its components
     * @param next the place of the argument behind it
     */
    private record VectorArgument(float[] components, int next) {

        static VectorArgument at(Call call, int index) throws CommandException {
            return switch (call.option(index)) {
                case "fp32" -> binary(call, index + 1);
                case "values" -> values(call, index + 1);
                default -> throw unsupported(call, index);
            };
        }

        private static VectorArgument binary(Call call, int index) throws CommandException {
            byte[] bytes = index < call.size() ? call.bytes(index) : new byte[0];
            if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
                throw new CommandException("ERR invalid vector specification");
            }
            float[] components = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(components);
            return new VectorArgument(components, index + 1);
        }

        private static VectorArgument values(Call call, int index) throws CommandException {
            int dimension = call.integer(index, 1, VectorRow.MAX_DIMENSION);
            if (index + dimension >= call.size()) {
                throw new CommandException("ERR invalid vector specification");
            }
            float[] components = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                components[i] = (float) number(call.text(index + 1 + i));
            }
            return new VectorArgument(components, index + 1 + dimension);
        }

        static double number(String text) throws CommandException {
            try {
                double number = Double.parseDouble(text);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new CommandException("ERR value is not a valid float");
        }
    }
}
