package org.allidb.storage.server.internal.command;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.server.internal.command.CommandSpec.Group;
import org.allidb.storage.server.internal.command.CommandSpec.Handler;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;
import org.jspecify.annotations.Nullable;

/** All commands. What clients are told of them and docs/resp.md are made of it. Immutable. */
public final class CommandTable {

    /** The commands. */
    public static final CommandTable ALL = make();

    private final Map<String, CommandSpec> commands;

    private CommandTable(Map<String, CommandSpec> commands) {
        this.commands = Collections.unmodifiableMap(commands);
    }

    private static CommandTable make() {
        Builder builder = new Builder();
        StringCommands.addTo(builder.in(Group.STRING));
        CounterCommands.addTo(builder.in(Group.STRING));
        KeyspaceCommands.addTo(builder.in(Group.GENERIC));
        CopyCommands.addTo(builder.in(Group.GENERIC));
        ExpiryCommands.addTo(builder.in(Group.GENERIC));
        TransactionCommands.addTo(builder.in(Group.TRANSACTIONS));
        VectorCommands.addTo(builder.in(Group.VECTOR_SET));
        EntityCommands.addTo(builder);
        AccessCommands.addTo(builder.in(Group.ALLIDB));
        ConnectionCommands.addTo(builder.in(Group.CONNECTION));
        ServerCommands.addTo(builder.in(Group.SERVER));
        return new CommandTable(builder.commands);
    }

    /** Returns a command; null if there is none of that name. */
    public @Nullable CommandSpec find(String name) {
        return commands.get(name);
    }

    /** Returns all commands, in the order of the page. */
    public Collection<CommandSpec> all() {
        return commands.values();
    }

    /** Collects commands, group by group. */
    static final class Builder {

        private final Map<String, CommandSpec> commands = new LinkedHashMap<>();
        private Group group = Group.STRING;

        Builder in(Group next) {
            group = next;
            return this;
        }

        /** Adds a command: its name, and behind a space what follows it. */
        Builder add(String usage, Shape shape, Effect effect, Handler handler) {
            int space = usage.indexOf(' ');
            String name = space < 0 ? usage : usage.substring(0, space);
            String syntax = space < 0 ? "" : usage.substring(space + 1);
            commands.put(name, new CommandSpec(name, group, syntax, shape, effect, handler));
            return this;
        }
    }
}
