package org.allidb.storage.server.internal.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;
import org.jspecify.annotations.Nullable;

/** Which keys there are. */
final class KeyspaceCommands {

    private static final int DEFAULT_COUNT = 10;
    private static final int MOST_COUNT = 10_000;
    private static final int MOST_COUNTED = 16_384;

    private KeyspaceCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("del key [key ...]", Shape.ofKeys(-2, 1), Effect.WRITE, KeyspaceCommands::delete)
                .add("unlink key [key ...]", Shape.ofKeys(-2, 1), Effect.WRITE, KeyspaceCommands::delete)
                .add("exists key [key ...]", Shape.ofKeys(-2, 1), Effect.READ, KeyspaceCommands::exists)
                .add("touch key [key ...]", Shape.ofKeys(-2, 1), Effect.READ, KeyspaceCommands::exists)
                .add("type key", Shape.ofKey(2), Effect.READ, KeyspaceCommands::type)
                .add(
                        "scan cursor [MATCH pattern] [COUNT count] [TYPE type]",
                        Shape.keyless(-2),
                        Effect.SCAN,
                        KeyspaceCommands::scan)
                .add("keys pattern", Shape.keyless(2), Effect.SCAN, KeyspaceCommands::keys);
    }

    private static void delete(Call call) {
        Set<RowKey> keys = new HashSet<>();
        for (int i = 1; i < call.size(); i++) {
            keys.add(call.key(i));
        }
        List<RowKey> each = new ArrayList<>(keys);
        List<Optional<Held>> rows = call.rows().findAll(each);
        int deleted = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isPresent()) {
                call.rows().delete(each.get(i));
                deleted++;
            }
        }
        call.out().integer(deleted);
    }

    private static void exists(Call call) {
        List<RowKey> keys = new ArrayList<>();
        for (int i = 1; i < call.size(); i++) {
            keys.add(call.key(i));
        }
        call.out()
                .integer(call.rows().findAll(keys).stream()
                        .filter(Optional::isPresent)
                        .count());
    }

    private static void type(Call call) {
        call.out().simple(call.rows().find(call.key(1)).isPresent() ? "string" : "none");
    }

    private static void scan(Call call) throws CommandException {
        long number = cursor(call.text(1));
        @Nullable Glob match = null;
        int count = DEFAULT_COUNT;
        boolean strings = true;
        for (int i = 2; i < call.size(); i += 2) {
            switch (call.option(i)) {
                case "match" -> match = new Glob(argument(call, i + 1));
                case "count" -> count = (int) Math.min(MOST_COUNT, call.integer(i + 1));
                case "type" -> strings = call.option(i + 1).equals("string");
                default -> throw new CommandException(CommandException.SYNTAX);
            }
        }
        if (count < 1) {
            throw new CommandException(CommandException.SYNTAX);
        }
        ScanRequest request = request(match).limit(count);
        if (number != 0) {
            request = request.resumeAfter(call.client()
                    .cursors()
                    .find(number)
                    .orElseThrow(() -> new CommandException(
                            "ERR there is no cursor of that number any more; begin again with SCAN 0")));
        }
        List<byte[]> found = new ArrayList<>();
        ResumeKey next = walk(call, request, match, count, found);
        int most = call.client().platform().configuration().server().maxScanCursors();
        call.out().array(2);
        call.out()
                .bulk(
                        next == null
                                ? "0"
                                : Long.toUnsignedString(call.client().cursors().keep(next, most)));
        write(call, strings ? found : List.of());
    }

    private static void keys(Call call) throws CommandException {
        Glob match = new Glob(call.bytes(1));
        List<byte[]> found = new ArrayList<>();
        walk(call, request(match), match, Integer.MAX_VALUE, found);
        write(call, found);
    }

    /** Counts keys. Few keys are counted one by one: a sample may miss all of them among what was deleted. */
    static long count(Call call) throws CommandException {
        TenantStore store = call.client().store();
        long about = store.estimateRows(request(null));
        if (about > MOST_COUNTED) {
            return about;
        }
        try (Cursor cursor = store.scan(request(null).limit(MOST_COUNTED))) {
            long count = 0;
            while (count < MOST_COUNTED && cursor.next()) {
                count++;
            }
            return count < MOST_COUNTED ? count : Math.max(count, about);
        }
    }

    /** Collects keys; returns where to continue, or null at the end. */
    private static @Nullable ResumeKey walk(
            Call call, ScanRequest request, @Nullable Glob match, int count, List<byte[]> found)
            throws CommandException {
        long bytes = 0;
        long most = call.client().platform().configuration().server().maxOutputBytes();
        ResumeKey last = null;
        try (Cursor cursor = call.client().store().scan(request)) {
            for (int walked = 0; walked < count; walked++) {
                if (!cursor.next()) {
                    return null;
                }
                byte[] key = cursor.entity().toByteArray();
                if (match == null || match.fits(key)) {
                    found.add(key);
                    bytes += key.length;
                }
                if (bytes > most) {
                    throw new CommandException("ERR these are more keys than an answer may have; use SCAN");
                }
                if (walked == count - 1) {
                    last = cursor.resumeKey();
                }
            }
        }
        return last;
    }

    private static ScanRequest request(@Nullable Glob match) {
        ScanRequest request = ScanRequest.all().kinds(Kind.VALUE);
        byte[] prefix = match == null ? new byte[0] : match.prefix();
        return prefix.length == 0 ? request : request.prefix(EntityId.of(prefix));
    }

    private static void write(Call call, List<byte[]> keys) {
        call.out().array(keys.size());
        keys.forEach(call.out()::bulk);
    }

    private static byte[] argument(Call call, int index) throws CommandException {
        if (index >= call.size()) {
            throw new CommandException(CommandException.SYNTAX);
        }
        return call.bytes(index);
    }

    private static long cursor(String text) throws CommandException {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new CommandException("ERR invalid cursor");
        }
    }
}
