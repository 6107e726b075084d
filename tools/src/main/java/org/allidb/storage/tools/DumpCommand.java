package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dump",
        description = "Print one file of a data directory readably, as far as it is intact: FORMAT, CATALOG, MANIFEST,"
                + " a log segment or a table.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 printed, 2 no such file, or none of the storage's."})
final class DumpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    @Option(names = "--entries", description = "Print keys and the beginnings of values too.")
    private boolean entries;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        keys.tools().dump(file, entries, out::println);
        out.flush();
        return 0;
    }
}
