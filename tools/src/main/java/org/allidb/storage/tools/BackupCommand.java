package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        description =
                "Back up a data directory that is not open. Only what earlier backups do not have is stored, as hard"
                        + " links on the same device; every table is verified. One that is open is backed up in its"
                        + " shell.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The data directory.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "BACKUPS", description = "The directory of the backups; created if missing.")
    private Path target;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant; may be repeated.")
    private List<String> tenants = List.of();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (StoragePlatform platform = Directories.open(directory, keys);
                BackupDirectory backups = platform.backups(target)) {
            BackupInfo backup = tenants.isEmpty()
                    ? backups.create()
                    : backups.create(tenants.stream().map(TenantId::of).toList());
            out.println("backup " + backup.number() + ": "
                    + Human.count(backup.tenants().size(), "tenant") + ", " + Human.bytes(backup.bytes())
                    + ", verified");
        }
        out.flush();
        return 0;
    }
}
