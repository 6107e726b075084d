package org.allidb.storage.server.internal.command;

import java.util.Optional;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** Plain values that get another key, with the moment at which they expire. */
final class CopyCommands {

    private CopyCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("rename key newkey", Shape.ofKeys(3, 1), Effect.WRITE, CopyCommands::rename)
                .add("renamenx key newkey", Shape.ofKeys(3, 1), Effect.WRITE, CopyCommands::renameIfAbsent)
                .add(
                        "copy source destination [DB 0] [REPLACE]",
                        new Shape(-3, 1, 2, 1),
                        Effect.WRITE,
                        CopyCommands::copy);
    }

    private static void rename(Call call) throws CommandException {
        move(call, source(call));
        call.out().simple("OK");
    }

    private static void renameIfAbsent(Call call) throws CommandException {
        Held source = source(call);
        boolean absent = call.rows().find(call.key(2)).isEmpty();
        if (absent) {
            move(call, source);
        }
        call.out().integer(absent ? 1 : 0);
    }

    private static Held source(Call call) throws CommandException {
        return call.rows().find(call.key(1)).orElseThrow(() -> new CommandException("ERR no such key"));
    }

    private static void move(Call call, Held source) {
        if (!call.key(1).equals(call.key(2))) {
            call.rows().put(call.key(2), source.value(), source.expires());
            call.rows().delete(call.key(1));
        }
    }

    private static void copy(Call call) throws CommandException {
        boolean replace = false;
        for (int i = 3; i < call.size(); i++) {
            switch (call.option(i)) {
                case "replace" -> replace = true;
                case "db" -> {
                    if (call.integer(++i) != 0) {
                        throw new CommandException("ERR DB index is out of range");
                    }
                }
                default -> throw new CommandException(CommandException.SYNTAX);
            }
        }
        RowKey target = call.key(2);
        if (call.key(1).equals(target)) {
            throw new CommandException("ERR source and destination objects are the same");
        }
        Optional<Held> source = call.rows().find(call.key(1));
        boolean change =
                source.isPresent() && (replace || call.rows().find(target).isEmpty());
        if (change) {
            call.rows().put(target, source.get().value(), source.get().expires());
        }
        call.out().integer(change ? 1 : 0);
    }
}
