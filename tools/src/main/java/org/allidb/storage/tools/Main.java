package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.text.Paragraphs;
import picocli.CommandLine;

/**
 * The main class of the tools. The status of the process is 0 if all is well, 1 if something is damaged or was lost, 2 if
 * the command could not do its work.
 */
public final class Main {

    static final int DAMAGED = 1;
    static final int FAILED = 2;

    private Main() {}

    /**
     * Runs a command.
     *
     * @param arguments its name and its parameters
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, arguments);
        out.flush();
        System.exit(status);
    }

    /** Runs a command; an error is one line. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commands = new CommandLine(new ToolsCommand());
        commands.setOut(out);
        commands.setErr(err);
        commands.setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof StorageException)) {
                throw e;
            }
            command.getErr().print(Paragraphs.wrap("allidb " + command.getCommandName() + ": " + e.getMessage(), ""));
            command.getErr().flush();
            return FAILED;
        });
        return commands.execute(arguments);
    }
}
