package org.allidb.storage.server.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** The connection itself. */
final class ConnectionCommands {

    private ConnectionCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("auth [tenant] key", Shape.keyless(-2), Effect.FIGURES, ConnectionCommands::authenticate)
                .add(
                        "hello [2 | 3] [AUTH tenant key] [SETNAME name]",
                        Shape.keyless(-1),
                        Effect.FIGURES,
                        ConnectionCommands::hello)
                .add("ping [message]", Shape.keyless(-1), Effect.CONNECTION, ConnectionCommands::ping)
                .add(
                        "echo message",
                        Shape.keyless(2),
                        Effect.CONNECTION,
                        call -> call.out().bulk(call.bytes(1)))
                .add("select 0", Shape.keyless(2), Effect.CONNECTION, ConnectionCommands::select)
                .add(
                        "client subcommand [argument ...]",
                        Shape.keyless(-2),
                        Effect.CONNECTION,
                        ConnectionCommands::client)
                .add("reset", Shape.keyless(1), Effect.CONNECTION, call -> {
                    call.client().reset();
                    call.out().useResp3(false);
                    call.out().simple("RESET");
                })
                .add("quit", Shape.keyless(-1), Effect.CONNECTION, call -> {
                    call.client().quit();
                    call.out().simple("OK");
                });
    }

    private static void authenticate(Call call) throws CommandException {
        if (call.size() > 3) {
            throw new CommandException(CommandException.SYNTAX);
        }
        boolean named = call.size() == 3;
        call.client().authenticate(named ? call.text(1) : "", call.text(named ? 2 : 1));
        call.out().simple("OK");
    }

    private static void hello(Call call) throws CommandException {
        boolean resp3 = call.out().isResp3();
        if (call.size() > 1) {
            String version = call.text(1);
            if (!version.equals("2") && !version.equals("3")) {
                throw new CommandException("NOPROTO unsupported protocol version");
            }
            resp3 = version.equals("3");
        }
        String name = null;
        for (int i = 2; i < call.size(); i++) {
            switch (call.option(i)) {
                case "auth" -> {
                    if (i + 2 >= call.size()) {
                        throw new CommandException(CommandException.SYNTAX);
                    }
                    call.client().authenticate(call.text(i + 1), call.text(i + 2));
                    i += 2;
                }
                case "setname" -> name = checkedName(call, ++i);
                default ->
                    throw new CommandException(
                            "ERR Syntax error in HELLO option '" + Call.printable(call.text(i)) + "'");
            }
        }
        call.client().demandAccess();
        if (name != null) {
            call.client().rename(name);
        }
        call.out().useResp3(resp3);
        call.out().map(7);
        call.out().bulk("server");
        call.out().bulk("allidb");
        call.out().bulk("version");
        call.out().bulk(Client.REDIS_VERSION);
        call.out().bulk("proto");
        call.out().integer(resp3 ? 3 : 2);
        call.out().bulk("id");
        call.out().integer(call.client().id());
        call.out().bulk("mode");
        call.out().bulk("standalone");
        call.out().bulk("role");
        call.out().bulk("master");
        call.out().bulk("modules");
        call.out().array(0);
    }

    private static void ping(Call call) throws CommandException {
        if (call.size() > 2) {
            throw new CommandException("ERR wrong number of arguments for 'ping' command");
        }
        if (call.size() == 2) {
            call.out().bulk(call.bytes(1));
        } else {
            call.out().simple("PONG");
        }
    }

    private static void select(Call call) throws CommandException {
        if (call.integer(1) != 0) {
            throw new CommandException(
                    "ERR DB index is out of range; the key of a connection says which tenant it reaches");
        }
        call.out().simple("OK");
    }

    private static void client(Call call) throws CommandException {
        switch (call.option(1)) {
            case "id" -> call.out().integer(call.client().id());
            case "getname" -> {
                if (call.client().name().isEmpty()) {
                    call.out().nil();
                } else {
                    call.out().bulk(call.client().name());
                }
            }
            case "setname" -> {
                call.client().rename(checkedName(call, 2));
                call.out().simple("OK");
            }
            case "info", "list" -> call.out().verbatim(line(call) + "\n");
            // tells of a library, which changes nothing
            case "setinfo", "no-evict", "no-touch" -> call.out().simple("OK");
            default -> throw call.wrongSubcommand();
        }
    }

    private static String line(Call call) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", call.client().id());
        line.put("name", call.client().name());
        line.put("db", 0);
        line.put("resp", call.out().isResp3() ? 3 : 2);
        StringBuilder text = new StringBuilder();
        line.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return text.toString();
    }

    private static String checkedName(Call call, int index) throws CommandException {
        String name = index < call.size() ? call.text(index) : "\n";
        if (name.length() > 100 || name.chars().anyMatch(c -> c < '!' || c > '~')) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return name;
    }
}
