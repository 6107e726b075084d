package org.allidb.storage.shell.internal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = "Back up tenants; what an earlier backup has is shared.")
final class BackupCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "BACKUPS", description = "The directory of the backups; created if missing.")
    private Path directory = Path.of("");

    @Parameters(index = "1..*", paramLabel = "TENANT", description = "The tenants; all if none is named.")
    private List<String> tenants = new ArrayList<>();

    BackupCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        try (BackupDirectory backups = platform().backups(directory)) {
            BackupInfo backup = tenants.isEmpty()
                    ? backups.create()
                    : backups.create(tenants.stream().map(TenantId::of).toList());
            print("backup " + backup.number() + ": "
                    + Human.count(backup.tenants().size(), "tenant") + ", " + Human.bytes(backup.bytes())
                    + ", verified");
        }
    }
}
