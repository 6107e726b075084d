package org.allidb.storage.server.internal.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;
import org.allidb.storage.server.internal.protocol.Replies;
import org.jspecify.annotations.Nullable;

/** COMMAND: the table of commands, as clients ask for it. */
final class CommandCommand {

    private static final int FIELDS = 10;

    private CommandCommand() {}

    static void run(Call call) throws CommandException {
        Collection<CommandSpec> all = CommandTable.ALL.all();
        if (call.size() == 1) {
            call.out().array(all.size());
            all.forEach(spec -> describe(call.out(), spec));
            return;
        }
        switch (call.option(1)) {
            case "count" -> call.out().integer(all.size());
            case "list" -> {
                call.out().array(all.size());
                all.forEach(spec -> call.out().bulk(spec.name()));
            }
            case "info" -> info(call, all);
            case "docs" -> docs(call, all);
            case "getkeys" -> keys(call);
            default -> throw call.wrongSubcommand();
        }
    }

    private static void info(Call call, Collection<CommandSpec> all) {
        if (call.size() == 2) {
            call.out().array(all.size());
            all.forEach(spec -> describe(call.out(), spec));
            return;
        }
        call.out().array(call.size() - 2);
        for (int i = 2; i < call.size(); i++) {
            CommandSpec spec = find(call, i);
            if (spec == null) {
                call.out().nilArray();
            } else {
                describe(call.out(), spec);
            }
        }
    }

    private static void docs(Call call, Collection<CommandSpec> all) {
        List<CommandSpec> wanted = new ArrayList<>(call.size() == 2 ? all : List.of());
        for (int i = 2; i < call.size(); i++) {
            CommandSpec spec = find(call, i);
            if (spec != null) {
                wanted.add(spec);
            }
        }
        call.out().map(wanted.size());
        for (CommandSpec spec : wanted) {
            call.out().bulk(spec.name());
            call.out().map(2);
            call.out().bulk("summary");
            call.out().bulk((spec.name().toUpperCase(Locale.ROOT) + " " + spec.syntax()).strip());
            call.out().bulk("group");
            call.out().bulk(spec.group().toString());
        }
    }

    private static void keys(Call call) throws CommandException {
        CommandSpec spec = call.size() < 3 ? null : find(call, 2);
        if (spec == null) {
            throw new CommandException("ERR Invalid command specified");
        }
        int arguments = call.size() - 2;
        spec.checkArity(arguments);
        Shape shape = spec.shape();
        if (shape.firstKey() == 0) {
            throw new CommandException("ERR The command has no key arguments");
        }
        int last = shape.lastKey() < 0 ? arguments + shape.lastKey() : shape.lastKey();
        List<byte[]> keys = new ArrayList<>();
        for (int i = shape.firstKey(); i <= last; i += shape.step()) {
            keys.add(call.bytes(2 + i));
        }
        call.out().array(keys.size());
        keys.forEach(call.out()::bulk);
    }

    private static @Nullable CommandSpec find(Call call, int index) {
        return CommandTable.ALL.find(call.text(index).toLowerCase(Locale.ROOT));
    }

    /** Writes name, arity, flags, keys, categories, and the three fields that are empty here. */
    private static void describe(Replies out, CommandSpec spec) {
        List<String> flags = flags(spec);
        out.array(FIELDS);
        out.bulk(spec.name());
        out.integer(spec.shape().arity());
        out.set(flags.size());
        flags.forEach(out::simple);
        out.integer(spec.shape().firstKey());
        out.integer(spec.shape().lastKey());
        out.integer(spec.shape().step());
        out.set(1);
        out.simple("@" + spec.group());
        out.array(0);
        out.array(0);
        out.array(0);
    }

    private static List<String> flags(CommandSpec spec) {
        return switch (spec.effect()) {
            case CONNECTION -> List.of("fast", "loading", "stale");
            case TRANSACTION -> List.of("noscript", "fast");
            case READ -> List.of("readonly", "fast");
            case WRITE -> List.of("write", "denyoom");
            case SCAN -> List.of("readonly");
            case FIGURES, SYNC -> List.of("noscript");
            case KEYS -> List.of("admin", "noscript");
        };
    }
}
