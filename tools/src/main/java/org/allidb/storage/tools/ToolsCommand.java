package org.allidb.storage.tools;

import picocli.CommandLine.Command;

/** The command line; another command is another class in the list. */
@Command(
        name = "allidb",
        description = "Tools for a data directory that is not open.",
        subcommands = {
            CheckCommand.class,
            DumpCommand.class,
            RepairCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            MoveCommand.class,
            DropCommand.class,
            AuditCommand.class
        },
        mixinStandardHelpOptions = true)
final class ToolsCommand {}
