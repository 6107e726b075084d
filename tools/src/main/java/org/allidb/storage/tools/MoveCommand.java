package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "move",
        description =
                "Move a tenant from one data directory to another, or finish a move that was cut off. Neither is open."
                        + " A tenant of one that is open is moved in its shell, with tenant-move.",
        mixinStandardHelpOptions = true)
final class MoveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The data directory that has the tenant.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "TENANT", description = "The tenant.")
    private String tenant;

    @Parameters(index = "2", paramLabel = "TARGET", description = "The other data directory; created if missing.")
    private Path target;

    @Option(names = "--abandon", description = "Undo a move that was cut off.")
    private boolean abandon;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        TenantId id = TenantId.of(tenant);
        try (StoragePlatform platform = Directories.open(directory, keys);
                StoragePlatform other = platform.openBeside(target)) {
            if (abandon) {
                platform.abandonMove(id, other);
            } else {
                platform.move(id, other);
            }
        }
        out.println(abandon ? "undid the move of " + tenant : "moved " + tenant + " to " + target);
        out.flush();
        return 0;
    }
}
