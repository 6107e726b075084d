package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "help", description = "List the commands, or explain one.")
final class HelpCommand extends ShellCommand {

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command to explain.")
    private @Nullable String command;

    private final CommandSet commands;

    HelpCommand(StoragePlatform platform, CommandSet commands) {
        super(platform);
        this.commands = commands;
    }

    @Override
    public void run() {
        if (command != null) {
            print(commands.commandLine(command.substring(command.indexOf(':') + 1))
                    .getUsageMessage());
            return;
        }
        TextTable table = new TextTable("COMMAND", "WHAT IT DOES");
        for (String name : commands.names()) {
            CommandLine line = commands.commandLine(name);
            table.add(name, line.getCommandSpec().usageMessage().description()[0]);
        }
        print(table);
        print("'help COMMAND' explains one; Tab completes; 'exit' or Ctrl-D stops.");
    }
}
