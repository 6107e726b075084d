package org.allidb.storage.shell.internal.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.Paragraphs;
import picocli.CommandLine;

/**
 * The main class of the commands that need no container. All but {@code load} and those of keys read a data directory and change nothing: it may
 * be open elsewhere, or lie on a read-only mount. The status of the process is 0 if all was done, 1 if a tenant is refused, 2
 * if the command could not do its work.
 */
public final class CommandMain {

    static final int FAILED = 2;

    private static final String USAGE =
            "usage: allidb tenants|get|scan|nearest|stats|tables|keys|compaction-simulate DIR ..., of a data directory,"
                    + " which may be open elsewhere or read-only; or allidb load DIR TENANT FILE, allidb key-create DIR"
                    + " TENANT ROLE and allidb key-revoke DIR KEY, of one that is not open;"
                    + " 'allidb get DIR --help' explains 'get'";

    /** What is written to a directory that is not open. */
    private static final Set<String> WRITING = Set.of("load", "key-create", "key-revoke");

    private CommandMain() {}

    /**
     * Runs a command.
     *
     * @param arguments its name, the data directory, and what the command of the shell takes
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Runs a command; an error that a user can mend is one paragraph. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length < 2 || arguments[1].startsWith("-")) {
            err.print(Paragraphs.wrap(USAGE, ""));
            return FAILED;
        }
        String name = arguments[0];
        try (StoragePlatform platform = open(Path.of(arguments[1]), name, Set.copyOf(List.of(arguments)))) {
            CommandLine line = CommandSet.withoutContainer(platform).commandLine(name);
            line.setCommandName("allidb " + name + " DIR");
            line.setUsageHelpWidth(Paragraphs.COLUMNS);
            line.setOut(out);
            line.setErr(err);
            line.setExecutionExceptionHandler((error, failed, parsed) -> {
                if (!(error instanceof StorageException)) {
                    throw error;
                }
                return failed(err, name, error);
            });
            List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
            int status = line.execute(rest.toArray(String[]::new));
            out.flush();
            return status;
        } catch (StorageException e) {
            return failed(err, name, e);
        }
    }

    /** Opens a data directory as a command needs it. A mistyped name must not become a new directory. */
    private static StoragePlatform open(Path directory, String name, Set<String> words) {
        if (!WRITING.contains(name) || words.contains("-h") || words.contains("--help")) {
            return StoragePlatform.openReadOnly(directory);
        }
        if (!words.contains(LoadCommand.CREATE) && !Files.isRegularFile(directory.resolve("FORMAT"))) {
            throw new InvalidArgumentException("there is no data directory " + directory + "; check the name"
                    + (name.equals("load") ? ", or add " + LoadCommand.CREATE + " if it is to be created" : ""));
        }
        return StoragePlatform.open(directory);
    }

    private static int failed(PrintWriter err, String name, Exception error) {
        err.print(Paragraphs.wrap("allidb " + name + ": " + error.getMessage(), ""));
        return FAILED;
    }
}
