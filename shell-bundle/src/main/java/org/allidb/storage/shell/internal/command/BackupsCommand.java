package org.allidb.storage.shell.internal.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "backups", description = "List backups; verify or delete one.")
final class BackupsCommand extends ShellCommand {

    @Parameters(paramLabel = "BACKUPS", description = "The directory of the backups.")
    private Path directory = Path.of("");

    @Option(names = "--verify", paramLabel = "NUMBER", description = "Read every byte of this backup and check it.")
    private Optional<Long> verify = Optional.empty();

    @Option(names = "--delete", paramLabel = "NUMBER", description = "Delete this backup.")
    private Optional<Long> delete = Optional.empty();

    BackupsCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        try (BackupDirectory backups = platform().existingBackups(directory)) {
            verify.ifPresent(number -> {
                backups.verify(number);
                print("backup " + number + " is sound");
            });
            delete.ifPresent(number -> {
                backups.delete(number);
                print("deleted backup " + number);
            });
            if (verify.isEmpty() && delete.isEmpty()) {
                list(backups);
            }
        }
    }

    private void list(BackupDirectory backups) {
        if (backups.list().isEmpty()) {
            print("no backups");
            return;
        }
        TextTable table = new TextTable("BACKUP>", "CREATED", "SIZE>", "ROWS>", "TENANTS");
        for (BackupInfo backup : backups.list()) {
            table.add(
                    backup.number(),
                    backup.created(),
                    Human.bytes(backup.bytes()),
                    Human.count(backup.tenants().stream()
                            .mapToLong(BackupInfo.Tenant::rows)
                            .sum()),
                    backup.tenants().stream()
                            .map(tenant -> tenant.id().toString())
                            .collect(Collectors.joining(", ")));
        }
        print(table);
    }
}
