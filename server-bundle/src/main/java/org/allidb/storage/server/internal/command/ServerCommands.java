package org.allidb.storage.server.internal.command;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** What tools ask of a server before they show anything. */
final class ServerCommands {

    private ServerCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("info [section ...]", Shape.keyless(-1), Effect.FIGURES, ServerCommands::info)
                .add("dbsize", Shape.keyless(1), Effect.SCAN, call -> call.out().integer(KeyspaceCommands.count(call)))
                .add("time", Shape.keyless(1), Effect.CONNECTION, ServerCommands::time)
                .add("command [subcommand [name ...]]", Shape.keyless(-1), Effect.CONNECTION, CommandCommand::run)
                .add("config GET pattern [pattern ...]", Shape.keyless(-2), Effect.FIGURES, ServerCommands::config)
                .add("waitaof 1 0 timeout", Shape.keyless(4), Effect.SYNC, ServerCommands::awaitSync);
    }

    private static void info(Call call) throws CommandException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Map<String, Object>> section :
                call.client().figures().entrySet()) {
            if (isAsked(call, section.getKey())) {
                text.append(text.isEmpty() ? "" : "\r\n")
                        .append("# ")
                        .append(section.getKey())
                        .append("\r\n");
                section.getValue()
                        .forEach((name, value) ->
                                text.append(name).append(':').append(value).append("\r\n"));
            }
        }
        call.out().verbatim(text.toString());
    }

    private static boolean isAsked(Call call, String section) throws CommandException {
        boolean asked = call.size() == 1;
        for (int i = 1; i < call.size(); i++) {
            String option = call.option(i);
            asked |= option.equalsIgnoreCase(section)
                    || option.equals("all")
                    || option.equals("default")
                    || option.equals("everything");
        }
        return asked;
    }

    private static void time(Call call) {
        Instant now = call.client().now();
        call.out().array(2);
        call.out().bulk(Long.toString(now.getEpochSecond()));
        call.out().bulk(Integer.toString(now.getNano() / 1_000));
    }

    private static void config(Call call) throws CommandException {
        if (!call.option(1).equals("get") || call.size() < 3) {
            throw new CommandException("ERR only CONFIG GET is served; the server is configured in conf/allidb.yaml");
        }
        Map<String, String> all = parameters(call);
        Map<String, String> found = new LinkedHashMap<>();
        for (byte[] pattern : call.from(2)) {
            all.forEach((name, value) -> {
                String wanted = new String(pattern, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
                if (new Glob(wanted.getBytes(StandardCharsets.UTF_8)).fits(name.getBytes(StandardCharsets.UTF_8))) {
                    found.put(name, value);
                }
            });
        }
        call.out().map(found.size());
        found.forEach((name, value) -> {
            call.out().bulk(name);
            call.out().bulk(value);
        });
    }

    /** Returns what parameters of Redis would be if they said how this server is. */
    private static Map<String, String> parameters(Call call) throws CommandException {
        ServerOptions options = call.client().platform().configuration().server();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("save", "");
        parameters.put("appendonly", "yes");
        parameters.put("databases", "1");
        parameters.put("maxmemory", "0");
        parameters.put("maxclients", Integer.toString(options.maxConnections()));
        parameters.put("timeout", Integer.toString(options.idleSeconds()));
        parameters.put("proto-max-bulk-len", Integer.toString(options.maxRequestBytes()));
        return parameters;
    }

    private static void awaitSync(Call call) throws CommandException {
        long local = call.integer(1);
        long replicas = call.integer(2);
        if (local < 0 || local > 1 || replicas != 0 || call.integer(3) < 0) {
            throw new CommandException("ERR WAITAOF waits for the log of this server alone; use WAITAOF 1 0 0");
        }
        call.client().store().sync();
        call.out().array(2);
        call.out().integer(1);
        call.out().integer(0);
    }
}
