package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "drop",
        description =
                "Drop a tenant with all its data, for good, from a data directory that is not open. A tenant of one"
                        + " that is open is dropped in its shell, with tenant-drop.",
        mixinStandardHelpOptions = true)
final class DropCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The data directory.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "TENANT", description = "The tenant.")
    private String tenant;

    @Option(names = "--yes", description = "Yes, delete its data.")
    private boolean sure;

    @Override
    public Integer call() {
        TenantId id = TenantId.of(tenant);
        if (!sure) {
            throw new InvalidArgumentException(
                    "nothing done: this deletes all data of " + id + " for good; add --yes if that is what you want");
        }
        StorageTools.load().dropTenant(directory, id);
        PrintWriter out = spec.commandLine().getOut();
        out.println("dropped " + id);
        out.flush();
        return 0;
    }
}
