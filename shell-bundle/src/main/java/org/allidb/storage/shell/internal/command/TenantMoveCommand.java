package org.allidb.storage.shell.internal.command;

import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-move", description = "Move a tenant to another data directory while it is used.")
final class TenantMoveCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "The other data directory, open nowhere; created if missing.")
    private Path target = Path.of("");

    @Option(names = "--abandon", description = "Undo a move that was cut off.")
    private boolean abandon;

    TenantMoveCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantId id = TenantId.of(tenant);
        try (StoragePlatform other = platform().openBeside(target)) {
            if (abandon) {
                platform().abandonMove(id, other);
            } else {
                platform().move(id, other);
            }
        }
        print(abandon ? "undid the move of " + tenant : "moved " + tenant + " to " + target);
    }
}
