package org.allidb.storage.shell.internal.command;

import java.nio.file.Path;
import java.util.Optional;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Make a tenant of what a backup holds of one.")
final class RestoreCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "BACKUPS", description = "The directory of the backups.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "TENANT", description = "The tenant in the backup.")
    private String tenant = "";

    @Option(names = "--as", paramLabel = "TENANT", description = "The id of the new tenant; the same if left out.")
    private Optional<String> as = Optional.empty();

    @Option(
            names = "--backup",
            paramLabel = "NUMBER",
            description = "The backup; the newest one that has the tenant if left out.")
    private Optional<Long> number = Optional.empty();

    RestoreCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantId source = TenantId.of(tenant);
        TenantId target = TenantId.of(as.orElse(tenant));
        try (BackupDirectory backups = platform().existingBackups(directory)) {
            long backup = number.orElseGet(() -> newest(backups, source));
            backups.restore(backup, source, target);
            print("restored " + target + " from backup " + backup);
        }
    }

    private static long newest(BackupDirectory backups, TenantId tenant) {
        return backups.list().stream()
                .filter(backup ->
                        backup.tenants().stream().anyMatch(held -> held.id().equals(tenant)))
                .mapToLong(BackupInfo::number)
                .max()
                .orElseThrow(() -> new InvalidArgumentException(
                        "no backup has a tenant '" + tenant + "'; 'backups' lists what there is"));
    }
}
