package org.allidb.storage.shell.internal.command;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.text.Paragraphs;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Commands over one platform. */
public final class CommandSet implements AutoCloseable {

    private static final String INDENT = "  ";

    private final Map<String, Supplier<ShellCommand>> commands = new LinkedHashMap<>();
    private final StoragePlatform platform;
    private final HistoryRecordings recordings = new HistoryRecordings();

    private CommandSet(StoragePlatform platform) {
        this.platform = platform;
    }

    /**
     * Returns all commands of the shell.
     *
     * @param platform what they act on
     * @param history the latest events
     * @param clock tells the time
     */
    public static CommandSet inContainer(StoragePlatform platform, EventHistory history, InstantSource clock) {
        CommandSet set = new CommandSet(platform);
        set.commands.put("tenants", () -> new TenantsCommand(platform));
        set.commands.put("tenant-create", () -> new TenantCreateCommand(platform));
        set.commands.put("tenant-copy", () -> new TenantCopyCommand(platform));
        set.commands.put("tenant-move", () -> new TenantMoveCommand(platform));
        set.commands.put("tenant-drop", () -> new TenantDropCommand(platform));
        set.commands.put("tenant-quota", () -> new TenantQuotaCommand(platform));
        set.commands.put("tenant-configure", () -> new TenantConfigureCommand(platform));
        set.commands.put("tenant-suspend", () -> new TenantSuspendCommand(platform));
        set.commands.put("tenant-resume", () -> new TenantResumeCommand(platform));
        set.commands.put("tenant-encryption", () -> new TenantEncryptionCommand(platform));
        set.commands.put("keys", () -> new KeysCommand(platform));
        set.commands.put("key-create", () -> new KeyCreateCommand(platform));
        set.commands.put("key-revoke", () -> new KeyRevokeCommand(platform));
        set.commands.put("put", () -> new PutCommand(platform, clock));
        set.commands.put("get", () -> new GetCommand(platform));
        set.commands.put("delete", () -> new DeleteCommand(platform));
        set.commands.put("load", () -> new LoadCommand(platform));
        set.commands.put("scan", () -> new ScanCommand(platform));
        set.commands.put("changes", () -> new ChangesCommand(platform));
        set.commands.put("nearest", () -> new NearestCommand(platform));
        set.commands.put("stats", () -> new StatsCommand(platform));
        set.commands.put("top", () -> new TopCommand(platform));
        set.commands.put("tables", () -> new TablesCommand(platform));
        set.commands.put("flush", () -> new FlushCommand(platform));
        set.commands.put("compact", () -> new CompactCommand(platform));
        set.commands.put("compaction-explain", () -> new CompactionExplainCommand(platform));
        set.commands.put("compaction-record", () -> new CompactionRecordCommand(platform, set.recordings));
        set.commands.put("compaction-simulate", () -> new CompactionSimulateCommand(platform));
        set.commands.put("scrub", () -> new ScrubCommand(platform));
        set.commands.put("backup", () -> new BackupCommand(platform));
        set.commands.put("backups", () -> new BackupsCommand(platform));
        set.commands.put("restore", () -> new RestoreCommand(platform));
        set.commands.put("configure", () -> new ConfigureCommand(platform));
        set.commands.put("cluster-status", () -> new ClusterStatusCommand(platform));
        set.commands.put("cluster-transfer", () -> new ClusterTransferCommand(platform));
        set.commands.put("providers", () -> new ProvidersCommand(platform));
        set.commands.put("events", () -> new EventsCommand(platform, history));
        set.commands.put("help", () -> new HelpCommand(platform, set));
        return set;
    }

    /**
     * Returns the commands that need no container: those that change nothing, {@code load}, and those that make and revoke keys.
     *
     * @param platform what they act on; open for reading only, but for those that change something
     */
    static CommandSet withoutContainer(StoragePlatform platform) {
        CommandSet set = new CommandSet(platform);
        set.commands.put("tenants", () -> new TenantsCommand(platform));
        set.commands.put("get", () -> new GetCommand(platform));
        set.commands.put("scan", () -> new ScanCommand(platform));
        set.commands.put("nearest", () -> new NearestCommand(platform));
        set.commands.put("stats", () -> new ContentsCommand(platform));
        set.commands.put("tables", () -> new TablesCommand(platform));
        set.commands.put("compaction-simulate", () -> new CompactionSimulateCommand(platform));
        set.commands.put("keys", () -> new KeysCommand(platform));
        set.commands.put("load", () -> new LoadCommand(platform));
        set.commands.put("key-create", () -> new KeyCreateCommand(platform));
        set.commands.put("key-revoke", () -> new KeyRevokeCommand(platform));
        return set;
    }

    /**
     * Returns the names of the commands.
     *
     * @return in the order in which help lists them
     */
    public List<String> names() {
        return List.copyOf(commands.keySet());
    }

    /**
     * Returns the tenants, to complete a command line with.
     *
     * @return their ids
     */
    public List<String> tenants() {
        return platform.tenants().stream()
                .map(TenantInfo::id)
                .map(Objects::toString)
                .toList();
    }

    /**
     * Runs a command.
     *
     * @param name its name
     * @param arguments its arguments
     * @param out where it prints, errors too
     * @param columns of the terminal
     * @return 0, or an exit status
     */
    public int execute(String name, List<String> arguments, PrintWriter out, int columns) {
        CommandLine line = commandLine(name);
        line.setUsageHelpWidth(columns);
        line.setOut(out);
        line.setErr(out);
        int status = line.execute(arguments.toArray(String[]::new));
        out.flush();
        return status;
    }

    /** Ends the recordings that commands have begun. */
    @Override
    public void close() {
        recordings.close();
    }

    CommandLine commandLine(String name) {
        Supplier<ShellCommand> command = commands.get(name);
        if (command == null) {
            throw new InvalidArgumentException("there is no command '" + name + "'; 'help' lists them");
        }
        CommandLine line = new CommandLine(command.get());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setExecutionExceptionHandler((error, failed, parsed) -> {
            if (!(error instanceof StorageException)) {
                throw error;
            }
            failed.getErr().print(Paragraphs.wrap("error: " + error.getMessage(), INDENT));
            return 1;
        });
        line.setParameterExceptionHandler((error, words) -> {
            CommandLine wrong = error.getCommandLine();
            wrong.getErr().print(Paragraphs.wrap(String.valueOf(error.getMessage()), INDENT));
            wrong.usage(wrong.getErr());
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }
}
